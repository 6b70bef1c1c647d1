"""The history of an organisation with all its contact lines, those that were put away too. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from haversack.operations.drafting import load_drafts
from haversack.operations.past import RecordPast, past_of
from haversack.operations.profile import contacts_of
from haversack.operations.workspace import Workspace
from haversack.store import projection
from haversack_sync.model import reading
from haversack_sync.model.ids import RecordId, show_record_id


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """All that is known of the past of a profile.

    Attributes:
        records: The organisation, then its contact lines.
        drafted: (record, group) of what is being written here.
        topics: Record id → title, of the areas of work.
    """

    records: tuple[RecordPast, ...]
    drafted: frozenset[tuple[str, str]]
    topics: Mapping[str, str] = field(default_factory=dict)


def own_history(workspace: Workspace, organisation: RecordId, *, languages: Sequence[str] = ()) -> OwnHistory:
    """Read the history of an organisation and its contact lines.

    Args:
        workspace: The open vault.
        organisation: Its record.
        languages: For titles, the best first.

    Raises:
        NoSuchRecordError: It is not here.
    """
    lines = [one.state.id for one in contacts_of(workspace, organisation, with_retired=True)]
    records = [organisation, *lines]
    drafted = {(show_record_id(record), key) for record in records for key in load_drafts(workspace, record)}
    with workspace.replica.reading() as connection:
        topics = {
            show_record_id(shown.state.id): reading.title(shown.state, languages)
            for shown in projection.show_all(connection, own=workspace.own, kind="topic")
        }
    past = tuple(past_of(workspace, record, languages=languages) for record in records)
    return OwnHistory(past, frozenset(drafted), topics)
