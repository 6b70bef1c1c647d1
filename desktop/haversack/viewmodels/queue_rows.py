"""What a sync does, in its order, as lines: before it is spent, and while it runs. Must not read."""

from dataclasses import dataclass, replace

from haversack.i18n.language import Speaker
from haversack.operations.sync_log import ShelfStep
from haversack.operations.sync_plan import FileFate, Plan
from haversack.viewmodels import sync_words
from haversack.viewmodels.data_words import why_held
from haversack.viewmodels.rows import Row
from haversack.viewmodels.run_watch import Running, current_shelf

_SHELF_ICONS = {"directory": "users", "library": "library", "training": "graduation-cap", "calendar": "calendar-days"}


@dataclass(frozen=True, slots=True)
class QueueRow(Row):
    """One line of what goes first.

    Attributes:
        number: Its place, in the language's digits.
        size: How large it is, in words; empty for nothing to say.
        state: How far it is, in a word or two; empty for nothing to say.
        state_icon: Name of an icon.
        state_ink: Token of the state's colour.
        is_now: Whether it is under way.
        percent: How much of it is done; None where nobody knows.
        progress: The same in words.
    """

    number: str = ""
    size: str = ""
    state: str = ""
    state_icon: str = ""
    state_ink: str = "text2"
    is_now: bool = False
    percent: int | None = None
    progress: str = ""


def rows_before(plan: Plan, speaker: Speaker) -> list[QueueRow]:
    """Return what a sync will do."""
    say = speaker.say
    unsent = _unsent(plan)
    rows = [_access(speaker), _changes(plan, unsent, speaker)]
    if any(one.state in ("waiting", "handed") for one in plan.changes):
        rows[1] = _in_state(rows[1], say("Not sent yet"), "clock", "waitInk")
    elif unsent:
        rows[1] = _in_state(rows[1], say("Sent, not confirmed yet"), "send", "text2")
    rows.append(
        QueueRow(
            "new",
            say("What is new"),
            (say("Directory, library list, training, calendar; text only"),),
            "arrow-down-to-line",
            size=say("Not known before the hub answers"),
        )
    )
    return _numbered([*rows, *_files(plan, speaker)], speaker)


def rows_while(running: Running, plan: Plan, speaker: Speaker) -> list[QueueRow]:
    """Return how far a sync is.

    Args:
        running: How far it is.
        plan: As it was before.
        speaker: The language.
    """
    say = speaker.say
    now = current_shelf(running.shelves) if running.stage == "text" else None
    rows = [_access(speaker), _changes(plan, _unsent(plan), speaker)]
    if running.stage != "asking" and not running.unanswered:
        rows[1] = _in_state(rows[1], say("Received"), "check-check", "okInk")
    elif running.stage == "text" and not running.shelves:
        rows[1] = _in_state(rows[1], say("Now"), "send", "primary")
    by_name = {shelf.name: shelf for shelf in running.shelves}
    if "" in by_name:
        rows[0] = _with_progress(rows[0], by_name[""], now, speaker)
    for shelf in running.shelves:
        if shelf.name:
            row = QueueRow(
                shelf.name,
                sync_words.shelf_name(speaker, shelf.name),
                (speaker.count("{number} update", "{number} updates", shelf.all_entries),),
                _SHELF_ICONS.get(shelf.name, "file-text"),
            )
            rows.append(_with_progress(row, shelf, now, speaker))
    for row in _files(plan, speaker):
        is_now = (row.id, running.stage) in {("uploads", "sending_files"), ("comes", "fetching_files")}
        rows.append(
            _under_way(row, speaker, done=running.done, total=running.total, words=running.amount) if is_now else row
        )
    return _numbered(rows, speaker)


def held_bytes(plan: Plan) -> int:
    """Return what the files have still to bring that the next sync leaves at the hub."""
    return sum(one.size - one.held for one in plan.wanted if one.fate is not FileFate.COMES)


def coming_bytes(plan: Plan) -> int:
    """Return what files will move in the next sync."""
    return plan.upload_bytes + sum(one.size - one.held for one in plan.wanted if one.fate is FileFate.COMES)


def _unsent(plan: Plan) -> int:
    return sum(1 for one in plan.changes if one.state in ("waiting", "handed", "sent"))


def _access(speaker: Speaker) -> QueueRow:
    return QueueRow("access", speaker.say("Access changes"), (speaker.say("Always first"),), "shield")


def _changes(plan: Plan, unsent: int, speaker: Speaker) -> QueueRow:
    if not unsent:
        return QueueRow("changes", speaker.say("No changes of yours"), (), "send")
    size = speaker.say("About {size}", size=speaker.size(plan.send_bytes))
    return QueueRow(
        "changes", speaker.count("{number} change of yours", "{number} changes of yours", unsent), (), "send", size=size
    )


def _files(plan: Plan, speaker: Speaker) -> list[QueueRow]:
    say = speaker.say
    rows = []
    left = plan.left_for_files
    if plan.upload_count:
        is_held = left is not None and left <= 0
        row = QueueRow(
            "uploads",
            speaker.count("{number} file from here", "{number} files from here", plan.upload_count),
            (_held_note(plan, say("Will go tomorrow"), speaker) if is_held else say("The hub does not have it yet"),),
            "upload",
            size=speaker.size(plan.upload_bytes),
        )
        over, waiting = (_held_state(plan, speaker), "pause", "waitInk"), (say("Waiting"), "clock", "waitInk")
        rows.append(_in_state(row, *(over if is_held else waiting)))
    kinds = (
        (FileFate.COMES, say("The smallest first"), say("Will download"), "clock", "waitInk"),
        (
            FileFate.LATER,
            _held_note(plan, say("Will come tomorrow"), speaker),
            _held_state(plan, speaker),
            "pause",
            "waitInk",
        ),
        (FileFate.ASKS, say("Over 1 MB: waits until you say so"), say("Asks first"), "circle-help", "text2"),
        (FileFate.NO_ROOM, say("Room must be made first"), say("No room"), "pause", "waitInk"),
        (FileFate.PUT_OFF, say("Until you want them"), say("Not now"), "pause", "text2"),
    )
    for fate, note, state, icon, ink in kinds:
        files = [one for one in plan.wanted if one.fate is fate]
        if files:
            title = speaker.count("{number} file you asked for", "{number} files you asked for", len(files))
            size = speaker.size(sum(one.size - one.held for one in files))
            row = QueueRow(fate.value, title, (note,), "file-down", size=size)
            rows.append(_in_state(row, state, icon, ink))
    return rows


def _held_note(plan: Plan, otherwise: str, speaker: Speaker) -> str:
    return why_held(speaker, plan.preferences, plan.used, otherwise)


def _held_state(plan: Plan, speaker: Speaker) -> str:
    return speaker.say("Waiting") if plan.preferences.is_metered() else speaker.say("Over limit")


def _with_progress(row: QueueRow, shelf: ShelfStep, now: ShelfStep | None, speaker: Speaker) -> QueueRow:
    if shelf.entries >= shelf.all_entries:
        return _in_state(row, speaker.say("Done"), "circle-check", "okInk")
    if shelf is not now:
        return _in_state(row, speaker.say("Waiting"), "clock", "text2")
    words = speaker.say(
        "{number} of {total} updates", number=speaker.number(shelf.entries), total=speaker.number(shelf.all_entries)
    )
    return _under_way(row, speaker, done=shelf.entries, total=shelf.all_entries, words=words)


def _under_way(row: QueueRow, speaker: Speaker, *, done: int, total: int, words: str) -> QueueRow:
    shown = _in_state(row, speaker.say("Now"), "download" if row.id != "uploads" else "upload", "primary")
    return replace(shown, is_now=True, percent=done * 100 // total if total else None, progress=words)


def _in_state(row: QueueRow, state: str, icon: str, ink: str) -> QueueRow:
    return replace(row, state=state, state_icon=icon, state_ink=ink)


def _numbered(rows: list[QueueRow], speaker: Speaker) -> list[QueueRow]:
    numbered = []
    for place, row in enumerate(rows, start=1):
        parts = (row.title, *row.lines, row.size, row.state, row.progress)
        spoken = ". ".join(part for part in parts if part)
        numbered.append(replace(row, number=speaker.number(place), spoken=spoken))
    return numbered
