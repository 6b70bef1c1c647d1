"""What was written in a form and is not ready to send: how much, and where it is shown. Must not write sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from haversack.operations.contact_lines import NewLine
from haversack.operations.drafting import Draft
from haversack.operations.editing import one_shown
from haversack.operations.texts import shown_texts
from haversack.operations.workspace import Workspace
from haversack.store import drafts, projection
from haversack_sync.model import reading
from haversack_sync.model.canonical import decode
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.record import RecordState


@dataclass(frozen=True, slots=True)
class SavedHere:
    """Drafts.

    Attributes:
        number: Groups that say something else than what is shown, and contact lines that are being written.
        organisation: Whose form shows one of them, as people write its id; empty for the own one, or for none.
    """

    number: int = 0
    organisation: str = ""


def saved_here(workspace: Workspace) -> SavedHere:
    """Count what is saved here only, since nobody has made it ready to send."""
    with workspace.replica.reading() as connection:
        begun, typed = drafts.load_new(connection), drafts.load_all(connection)
        number = len(begun)
        owners = [msgspec.msgpack.decode(data, type=NewLine).organisation for data in begun.values()]
        for record, of_record in typed.items():
            found = projection.show(connection, record, own=workspace.own) if record not in begun else ()
            state = one_shown(found).state if found else None
            here = _differing(state, of_record) if state is not None and not state.is_retired else 0
            if state is not None and here:
                number += here
                owners.append(_organisation(state))
    return SavedHere(number, _whose(workspace, owners))


def _differing(state: RecordState, of_record: Mapping[str, bytes]) -> int:
    typed = {key: msgspec.msgpack.decode(data, type=Draft).values for key, data in of_record.items()}
    return sum(
        any(values.get(field, shown) != shown for field, shown in shown_texts(state, key).items())
        for key, values in typed.items()
    )


def _organisation(state: RecordState) -> bytes:
    if state.kind == "organisation":
        return state.id
    data = state.shown_bytes("organisation")
    owner = decode(data) if data else b""
    return owner if isinstance(owner, bytes) else b""


def _whose(workspace: Workspace, owners: Sequence[bytes]) -> str:
    """Return the organisation to show, the own one before others."""
    span = workspace.span
    others = []
    for one in dict.fromkeys(owners):
        with workspace.replica.reading() as connection:
            found = projection.show(connection, RecordId(one), own=workspace.own) if one else ()
        if not found:
            continue
        if span is not None and span.organisation and reading.owner(one_shown(found).state) == span.organisation:
            return ""
        others.append(show_record_id(RecordId(one)))
    return others[0] if others else ""
