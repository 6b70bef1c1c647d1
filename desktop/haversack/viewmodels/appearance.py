"""Theme, text size and language, as people change them. Must not draw anything."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.operations.appearance import Appearance, read_appearance, write_appearance

_STEPS: Final = (100, 125, 150, 175, 200)
_THEMES: Final = ("light", "dark", "high-contrast")


class AppearanceModel(QObject):
    """Holds what was chosen, and keeps it beside the vault.

    Attributes:
        now: What is chosen.
        own_language: The computer's own, or the one that was asked for at the start.

    Signals:
        changed: `now` is another; views are to be built again.
    """

    changed = Signal()

    def __init__(self, folder: Path, language: str, begins: Appearance | None = None) -> None:
        """Read what was chosen before.

        Args:
            folder: Of the vault.
            language: The computer's own language, or the one that was asked for at the start.
            begins: What a vault that is to be made begins with, where somebody brings it along.
        """
        super().__init__()
        kept = begins or read_appearance(folder)
        self._folder = folder
        self.own_language = language
        self.now = replace(kept, language=kept.language or language)

    def keep_window(self, window: tuple[int, ...], *, is_maximised: bool) -> None:
        """Keep where the window stands, for the next start; nothing is built again.

        Args:
            window: Left, top, width, height when it is not maximised, in pixels.
            is_maximised: Whether it fills the screen.
        """
        wanted = replace(self.now, window=window, is_maximised=is_maximised)
        if wanted != self.now:
            self.now = wanted
            write_appearance(self._folder, wanted)

    def choose_theme(self, theme: str) -> None:
        """Choose light, dark, high-contrast or system."""
        self._change(replace(self.now, theme=theme))

    def next_theme(self) -> None:
        """Go to the next theme."""
        place = _THEMES.index(self.now.theme) if self.now.theme in _THEMES else -1
        self.choose_theme(_THEMES[(place + 1) % len(_THEMES)])

    def choose_language(self, language: str) -> None:
        """Choose the language of the interface by its tag."""
        self._change(replace(self.now, language=language))

    def larger(self) -> None:
        """Make text larger by a step, up to 200 %."""
        self._scale(lambda step: step > self.now.scale, min)

    def larger_or_first(self) -> None:
        """Make text larger by a step; after the largest begin again, so that one button is enough."""
        before = self.now.scale
        self.larger()
        if self.now.scale == before:
            self.choose_scale(_STEPS[0])

    def smaller(self) -> None:
        """Make text smaller by a step, down to 100 %."""
        self._scale(lambda step: step < self.now.scale, max)

    def choose_scale(self, percent: int) -> None:
        """Choose a text size in percent."""
        self._change(replace(self.now, scale=percent))

    def _scale(self, is_wanted: Callable[[int], bool], choose: Callable[[list[int]], int]) -> None:
        steps = [step for step in _STEPS if is_wanted(step)]
        if steps:
            self.choose_scale(choose(steps))

    def _change(self, wanted: Appearance) -> None:
        if wanted == self.now:
            return
        self.now = wanted
        write_appearance(self._folder, wanted)
        self.changed.emit()
