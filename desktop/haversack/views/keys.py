"""The keys of the window, once: the frame binds them and Settings lists them. Must not know what they do.

Keys that work inside one page only are bound by that page, and listed here all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QKeySequence

from haversack.i18n.language import Speaker


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the table.

    Attributes:
        id: Stable; the frame's name for what it does.
        sequences: As `QKeySequence` reads them; people are shown the first.
        does: Says in a language what it does.
        is_of_frame: Whether it works on every page, so that the frame binds it.
        last: The last key of a row of keys that begins with the first; empty for a single one.
        mirrored: What stands for `sequences` where people read from right to left; empty for the same.
    """

    id: str
    sequences: tuple[str, ...]
    does: Callable[[Speaker], str]
    is_of_frame: bool = True
    last: str = ""
    mirrored: tuple[str, ...] = ()

    def sequences_for(self, *, is_rtl: bool) -> tuple[str, ...]:
        """Return the keys for a direction of reading."""
        return self.mirrored if is_rtl and self.mirrored else self.sequences

    def shown(self, *, is_rtl: bool) -> str:
        """Return the key as it is written on this kind of computer."""
        first = _written(self.sequences_for(is_rtl=is_rtl)[0])
        return f"{first} … {_written(self.last)}" if self.last else first


def _written(sequence: str) -> str:
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)


KEYS: Final = (
    Key("search", ("Ctrl+K",), lambda speaker: speaker.say("Search this computer")),
    Key("pages", ("Ctrl+1",), lambda speaker: speaker.say("A page, in the order of the list"), last="Ctrl+7"),
    Key("lock", ("Ctrl+L",), lambda speaker: speaker.say("Lock now")),
    Key("next_pane", ("F6",), lambda speaker: speaker.say("Next part of the window: pages, filters, list, detail")),
    Key("previous_pane", ("Shift+F6",), lambda speaker: speaker.say("Part of the window before it")),
    Key("back", ("Alt+Left",), lambda speaker: speaker.say("Back"), mirrored=("Alt+Right",)),
    Key("forward", ("Alt+Right",), lambda speaker: speaker.say("Forward"), mirrored=("Alt+Left",)),
    Key(
        "list",
        ("Up",),
        lambda speaker: speaker.say("Move in a list; also Home, End, Page Up, Page Down and letters"),
        is_of_frame=False,
        last="Down",
    ),
    Key("open", ("Return",), lambda speaker: speaker.say("Open; in lists also Space"), is_of_frame=False),
    Key(
        "escape",
        ("Esc",),
        lambda speaker: speaker.say("Close, clear the search, or leave the field"),
        is_of_frame=False,
    ),
    Key(
        "remove",
        ("Del",),
        lambda speaker: speaker.say("Take away the filter that the keyboard is on"),
        is_of_frame=False,
    ),
    Key("print", ("Ctrl+P",), lambda speaker: speaker.say("Print what is shown")),
    Key("keep", ("Ctrl+D",), lambda speaker: speaker.say("Keep on this computer, or stop keeping")),
    Key("sync", ("Ctrl+R",), lambda speaker: speaker.say("Sync now")),
    Key("stop_sync", ("Ctrl+Shift+R",), lambda speaker: speaker.say("Stop the sync; it goes on from there next time")),
    Key("larger", ("Ctrl++", "Ctrl+="), lambda speaker: speaker.say("Larger text, up to 200 %")),
    Key("smaller", ("Ctrl+-",), lambda speaker: speaker.say("Smaller text")),
    Key("normal", ("Ctrl+0",), lambda speaker: speaker.say("Text at 100 %")),
    Key("find", ("Ctrl+F",), lambda speaker: speaker.say("Find in what is read or listed"), is_of_frame=False),
    Key(
        "parts",
        ("Ctrl+PgDown",),
        lambda speaker: speaker.say("Training: the next lesson, and with Page Up the one before"),
        is_of_frame=False,
    ),
    Key("save", ("Ctrl+S",), lambda speaker: speaker.say("My organisation: save here"), is_of_frame=False),
    Key("release", ("Ctrl+Return",), lambda speaker: speaker.say("My organisation: ready to send"), is_of_frame=False),
    Key(
        "undo",
        ("Ctrl+Z",),
        lambda speaker: speaker.say("My organisation: undo my changes, or bring them back; in a field: undo typing"),
        is_of_frame=False,
    ),
    Key("help", ("F1",), lambda speaker: speaker.say("Help for the page that is open")),
)
"""In the order in which people are shown them."""
