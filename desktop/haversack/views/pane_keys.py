"""F6 and Shift+F6: the keyboard goes round the parts of the window, and comes back to where it was in each.

Must not know what a part shows.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class PaneRing:
    """The parts of the window in a ring."""

    def __init__(self, parts: Callable[[], Sequence[QWidget]]) -> None:
        """Begin.

        Args:
            parts: Gives the parts that are shown now, in reading order.
        """
        self._parts = parts
        self._left: dict[QWidget, QWidget] = {}

    def go(self, step: int, focused: QWidget | None) -> None:
        """Put the keyboard on the next part that can take it.

        Args:
            step: 1 forwards, -1 backwards.
            focused: Where the keyboard is.
        """
        parts = [part for part in self._parts() if first_focusable(part) is not None]
        if not parts:
            return
        here = next((place for place, part in enumerate(parts) if _is_in(part, focused)), None)
        if here is not None and focused is not None:
            self._left = {part: one for part, one in self._left.items() if part in parts}
            self._left[parts[here]] = focused
        start = here if here is not None else (-1 if step > 0 else 0)
        part = parts[(start + step) % len(parts)]
        left = self._left.get(part)
        # Looked up among those that live: what was left may have been thrown away since.
        alive = [one for one in (part, *part.findChildren(QWidget)) if one is left and _takes_keys(one)]
        target = alive[0] if alive else first_focusable(part)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)


def first_focusable(part: QWidget) -> QWidget | None:
    """Return the first widget of a part that takes the keyboard, in the order of the Tab key; None if there is none."""
    if _takes_keys(part):
        return part
    one = part.nextInFocusChain()
    while one is not None and one is not part:
        if part.isAncestorOf(one) and _takes_keys(one):
            return one
        one = one.nextInFocusChain()
    return None


def _is_in(part: QWidget, one: QWidget | None) -> bool:
    return one is not None and (one is part or part.isAncestorOf(one))


def _takes_keys(one: QWidget) -> bool:
    return one.isVisible() and one.isEnabled() and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
