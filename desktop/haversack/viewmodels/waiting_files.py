"""The files that wait, one line each, in the order in which they come; people put them in another one.

Must not fetch: whoever syncs does. Must not choose the order by itself; the vault keeps it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.operations import file_queue
from haversack.operations.sync_plan import FileFate, Plan, WantedFile
from haversack.viewmodels.data_words import why_held
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import ObjectId


class WaitingFiles(QObject):
    """Holds the lines.

    Attributes:
        rows: The files, the first to come first; those that are put off last.
        lacking: What must become free before the next one can come, in words; empty where room is no matter.

    Signals:
        changed: They are others.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty."""
        super().__init__()
        self._session = session
        self._files: tuple[WantedFile, ...] = ()
        self.rows = RowsModel(self)
        self.lacking = ""

    def show_plan(self, plan: Plan) -> None:
        """Show what waits now."""
        speaker = self._session.speaker
        self._files = plan.wanted
        self.rows.show([_row(one, plan, speaker) for one in plan.wanted])
        held_back = [one for one in plan.wanted if one.fate is FileFate.NO_ROOM]
        self.lacking = ""
        if held_back:
            size = speaker.size(held_back[0].lacking)
            self.lacking = speaker.say(
                "{size} must become free before the next file can come. It goes on by itself then.", size=size
            )
        self.changed.emit()

    def can_move(self, row: str, step: int) -> bool:
        """Tell whether a line can go so many places on."""
        places = [one.object.hex() for one in self._files if one.fate is not FileFate.PUT_OFF]
        return row in places and 0 <= places.index(row) + step < len(places)

    def is_put_off(self, row: str) -> bool:
        """Tell whether somebody said "not now" of a line."""
        return any(one.object.hex() == row and one.fate is FileFate.PUT_OFF for one in self._files)

    def move(self, row: str, step: int) -> None:
        """Put a line so many places on, negative towards the begin."""
        file = ObjectId(bytes.fromhex(row))
        self._session.write(lambda workspace: file_queue.move(workspace, file, step), lambda _: None)

    def put_first(self, row: str) -> None:
        """Put a line before all others."""
        file = ObjectId(bytes.fromhex(row))
        self._session.write(lambda workspace: file_queue.put_first(workspace, [file]), lambda _: None)

    def put_last(self, row: str) -> None:
        """Put a line behind all others."""
        file = ObjectId(bytes.fromhex(row))
        self._session.write(lambda workspace: file_queue.put_last(workspace, file), lambda _: None)

    def put_off(self, row: str, *, is_off: bool) -> None:
        """Let a file not come for now, or let it come after all."""
        files: Sequence[ObjectId] = [ObjectId(bytes.fromhex(row))]
        change = file_queue.put_off if is_off else file_queue.take_up
        self._session.write(lambda workspace: change(workspace, files), lambda _: None)


def _row(one: WantedFile, plan: Plan, speaker: Speaker) -> Row:
    say = speaker.say
    reasons = {
        "ASKED": say("You asked for it"),
        "KEPT": say("You keep its newest edition here"),
        "FOLLOWED": say("You follow its area or language"),
    }
    later = why_held(speaker, plan.preferences, plan.used, say("Will come tomorrow"))
    fates = {
        FileFate.COMES: (say("Will download"), "brand"),
        FileFate.LATER: (later, "wait"),
        FileFate.ASKS: (say("Asks first"), "plain"),
        FileFate.NO_ROOM: (say("No room"), "wait"),
        FileFate.PUT_OFF: (say("Not now"), "plain"),
    }
    words, tone = fates[one.fate]
    left = one.size - one.held
    size = speaker.size(left)
    if one.held:
        size = speaker.say("{left} of {size} left", left=speaker.size(left), size=speaker.size(one.size))
    title = one.title or one.name
    lines = (" · ".join(part for part in (one.name if one.title else "", reasons[one.reason.name]) if part),)
    spoken = ". ".join((title, *lines, size, words))
    return Row(one.object.hex(), title, lines, "file-down", size, words, tone, spoken=spoken)
