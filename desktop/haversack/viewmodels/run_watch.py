"""A sync that runs, in words and numbers: what it does, how much, how long still. Must not guess before it can know."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from haversack.i18n.language import Speaker
from haversack.operations.sync_log import ShelfStep, Step
from haversack.viewmodels import sync_words
from haversack.viewmodels.pace import Pace

_SPEED_SECONDS: Final = 12.0
_SURE_PART: Final = 0.1
"""From this part of the text on its whole size can be told, about."""


@dataclass(frozen=True, slots=True)
class Running:
    """A sync that runs.

    Attributes:
        title: What it does now.
        done: In the bar's own unit.
        total: In the same unit; 0 while nobody knows.
        amount: How much has moved, in words.
        left: How long it still takes, in words; empty while nobody knows.
        speed: How fast, in words; empty while nobody knows.
        after: What comes after this part, in words; may be empty.
        stage: asking, text, sending_files or fetching_files.
        shelves: How far each shelf is; what was here before the sync is not counted.
        unanswered: Own changes that the hub has not confirmed.
    """

    title: str
    done: int = 0
    total: int = 0
    amount: str = ""
    left: str = ""
    speed: str = ""
    after: str = ""
    stage: str = "asking"
    shelves: tuple[ShelfStep, ...] = ()
    unanswered: int = 0


class RunWatch:
    """Watches one sync from its first step to its last."""

    def __init__(self, files_bytes: int) -> None:
        """Begin.

        Args:
            files_bytes: What the files that will move after the text have, so far as is known before.
        """
        self._files_bytes = files_bytes
        self._stage = "asking"
        self._pace: Pace | None = None
        self._first = 0
        self._first_used = 0
        self._here: dict[str, int] = {}
        self._seen: deque[tuple[float, int]] = deque()

    def show(self, step: Step | None, speaker: Speaker, now: float) -> Running:
        """Return how far it is.

        Args:
            step: The newest; None before anything came.
            speaker: The language.
            now: Seconds that only grow.
        """
        if step is None or step.stage == "asking":
            return Running(
                speaker.say("Asking the hub"), amount=speaker.say("Waiting for an answer. Nothing came yet.")
            )
        is_text = step.stage == "text"
        speed = self._speed(step.used_bytes, now)
        if is_text and not step.shelves:
            amount = speaker.say("{size} so far", size=speaker.size(step.used_bytes))
            return Running(speaker.say("Exchanging changes"), amount=amount, stage="text", unanswered=step.unanswered)
        shelves = tuple(self._since_begin(shelf) for shelf in step.shelves)
        new, all_new = sum(one.entries for one in shelves), sum(one.all_entries for one in shelves)
        done, total = (new, all_new) if is_text else (step.files_bytes, step.all_files_bytes)
        if step.stage != self._stage or self._pace is None:
            self._stage, self._pace, self._first, self._first_used = step.stage, Pace(now), done, step.used_bytes
        # What was here before this part began took no time of it.
        seconds = self._pace.seconds_left(done - self._first, total - self._first, now)
        return Running(
            title=_title(step, shelves, speaker),
            done=done,
            total=total,
            amount=self._text_amount(step, done, total, speaker) if is_text else _files_amount(step, speaker),
            left=sync_words.time_left(speaker, seconds) if seconds is not None else "",
            speed=speaker.say("{size} a second", size=speaker.size(speed)) if speed else "",
            after=self._after(step, speed, speaker),
            stage=step.stage,
            shelves=shelves,
            unanswered=step.unanswered,
        )

    def _since_begin(self, shelf: ShelfStep) -> ShelfStep:
        here = self._here.setdefault(shelf.name, shelf.entries)
        return ShelfStep(shelf.name, shelf.entries - here, shelf.all_entries - here)

    def _speed(self, used: int, now: float) -> int:
        """Return bytes a second over the last while; 0 while nobody can know."""
        self._seen.append((now, used))
        while len(self._seen) > 2 and now - self._seen[0][0] > _SPEED_SECONDS:
            self._seen.popleft()
        began, first = self._seen[0]
        return round((used - first) / (now - began)) if now - began >= 1 else 0

    def _text_amount(self, step: Step, done: int, total: int, speaker: Speaker) -> str:
        used = step.used_bytes - self._first_used
        if 0 < done < total and done / total >= _SURE_PART and used > 0:
            whole = speaker.size(step.used_bytes + used * (total - done) // done)
            return speaker.say("{size} of about {whole}", size=speaker.size(step.used_bytes), whole=whole)
        return speaker.say("{size} so far", size=speaker.size(step.used_bytes))

    def _after(self, step: Step, speed: int, speaker: Speaker) -> str:
        if step.stage != "text" or not self._files_bytes:
            return ""
        size = speaker.size(self._files_bytes)
        if not speed:
            return speaker.say("Files after that: {size}", size=size)
        takes = sync_words.duration(speaker, round(self._files_bytes / speed))
        return speaker.say("Files after that: {size}, about {time}", size=size, time=takes)


def current_shelf(shelves: tuple[ShelfStep, ...]) -> ShelfStep | None:
    """Return the shelf that is coming now: the first that is not whole; None if all are."""
    return next((shelf for shelf in shelves if shelf.entries < shelf.all_entries), None)


def _title(step: Step, shelves: tuple[ShelfStep, ...], speaker: Speaker) -> str:
    if step.stage == "sending_files":
        return speaker.say("Sending files")
    if step.stage == "fetching_files":
        return speaker.say("Receiving files that you asked for")
    shelf = current_shelf(shelves)
    titles = {
        "": speaker.say("Receiving access changes"),
        "directory": speaker.say("Receiving directory updates"),
        "library": speaker.say("Receiving the library list"),
        "training": speaker.say("Receiving training"),
        "calendar": speaker.say("Receiving the calendar"),
    }
    exchanging = speaker.say("Exchanging changes")
    return titles.get(shelf.name, exchanging) if shelf is not None else exchanging


def _files_amount(step: Step, speaker: Speaker) -> str:
    size, whole = speaker.size(step.files_bytes), speaker.size(step.all_files_bytes)
    return speaker.say("{size} of {whole}", size=size, whole=whole)
