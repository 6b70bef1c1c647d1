"""Languages of a kit: one tag for each, whichever name somebody wrote, and which of them have a page to begin with.

Files exist in more languages than pages. Must not look into a page.
"""

from collections.abc import Sequence
from typing import Final

from haversack.operations.kit_form import KitError
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, schema

_OTHER_NAMES: Final = {"prs": "fa-AF", "fa-af": "fa-AF"}
"""Another name of a language → the one in which content is tagged (`docs/authoring.md`)."""


def usual_tag(tag: str) -> str:
    """Return the tag that content and pages have for a language, whichever of its names was written."""
    return _OTHER_NAMES.get(tag.lower(), tag)


def file_tags(chosen: Sequence[str]) -> tuple[str, ...]:
    """Return every tag that files in the chosen languages may have."""
    usual = [usual_tag(tag) for tag in chosen]
    others = (name for name, tag in _OTHER_NAMES.items() if tag in usual and name.lower() != tag.lower())
    return tuple(dict.fromkeys((*usual, *others)))


def page_tags(chosen: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """Return in which languages a kit gets pages: all that there are, where nothing was chosen.

    Args:
        chosen: Tags, as somebody wrote them; a language without a page is one of files alone.
        offered: Tags of the languages that have a page.

    Raises:
        KitError: None of them has one (`no_language`).
    """
    found = (_page_of(tag, offered) for tag in chosen)
    tags = tuple(dict.fromkeys(tag for tag in found if tag)) if chosen else tuple(offered)
    if not tags:
        raise KitError("no_language")
    return tags


def only_of_files(workspace: Workspace, offered: Sequence[str]) -> tuple[str, ...]:
    """Return the languages in which the library has files and in which there is no page, in the order of their tags."""
    with workspace.replica.reading() as connection:
        named = file_wishes.named_files(connection, schema.records.c.kind.in_(file_wishes.FOLLOWED_KINDS))
        tags = {usual_tag(one.language) for one in named if one.language}
    return tuple(sorted(tag for tag in tags if not _page_of(tag, offered)))


def _page_of(tag: str, offered: Sequence[str]) -> str:
    """Return the page for a language: its own, else that of the language without the region; empty for none."""
    usual = usual_tag(tag)
    return next((one for one in (usual, usual.partition("-")[0]) if one in offered), "")
