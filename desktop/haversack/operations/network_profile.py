"""What a network says of itself, and the fingerprint by which people tell it from another one.

Reads only, offline. Must not write sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from haversack.operations.library import NamedRecord, named
from haversack.operations.news import KINDS
from haversack.operations.reading_text import ReadingText
from haversack.operations.record_text import record_text
from haversack.operations.workspace import Workspace
from haversack.store import novelty, projection, values
from haversack_sync.model import reading
from haversack_sync.protocol.profile import decode_profile, show_fingerprint

_LATELY = 8
"""More of what changed last is not listed here; Home has what is new since the last contact."""


@dataclass(frozen=True, slots=True)
class NetworkProfile:
    """A network as it describes itself.

    Attributes:
        name: In the asked language; its public name where it has not described itself yet.
        name_language: Tag of the language in which it is shown, or empty.
        summary: May be empty.
        founded: A date of the model, or empty.
        website: Or empty.
        languages: Tags.
        texts: goals, history and reach: those that it has.
        fingerprint: As people compare it.
        lately: Records that changed last, the newest first.
    """

    name: str
    name_language: str
    summary: str
    founded: str
    website: str
    languages: tuple[str, ...]
    texts: Mapping[str, ReadingText]
    fingerprint: str
    lately: tuple[NamedRecord, ...] = ()


def network_profile(workspace: Workspace, *, languages: Sequence[str] = ()) -> NetworkProfile:
    """Read what the network says of itself.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
    """
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, values.PROFILE)
        public = decode_profile(raw).name if raw else ""
        states = [
            shown.state
            for shown in projection.show_all(connection, own=workspace.own, kind="network")
            if not shown.state.is_retired
        ]
        changed = novelty.lately(connection, KINDS, limit=_LATELY)
    lately = named(workspace, changed, languages)
    fingerprint = show_fingerprint(workspace.root)
    if not states:
        return NetworkProfile(public, "", "", "", "", (), {}, fingerprint, lately)
    state = states[0]
    fields = reading.fields(state)
    name, summary = state.text("name", languages), state.text("summary", languages)
    found = {part: record_text(state, part, languages) for part in ("goals", "history", "reach")}
    spoken = fields.get("languages")
    return NetworkProfile(
        name=name[1] if name else public,
        name_language=name[0] if name else "",
        summary=summary[1] if summary else "",
        founded=str(fields.get("founded") or ""),
        website=str(fields.get("website") or ""),
        languages=tuple(one for one in spoken if isinstance(one, str)) if isinstance(spoken, list) else (),
        texts={part: text for part, text in found.items() if text.blocks},
        fingerprint=fingerprint,
        lately=lately,
    )
