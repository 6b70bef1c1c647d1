"""The record that a link in a text leads to, by its kind and short name. Reads only, offline."""

from haversack.operations.library import NamedRecord, named
from haversack.operations.reading_links import inside
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import published_id


def linked_record(workspace: Workspace, link: str, languages: tuple[str, ...] = ()) -> NamedRecord | None:
    """Return the record that a link leads to, or None where it is not here or the link leads elsewhere.

    Args:
        workspace: The open vault.
        link: For example `event:migrants-day`.
        languages: Asked language tags for its title, the best first.
    """
    target = inside(link)
    if target is None:
        return None
    kind, slug = target
    found = named(workspace, [published_id(workspace.root, kind=kind, slug=slug)], languages)
    return found[0] if found else None
