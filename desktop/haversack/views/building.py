"""Pages of the window while they are built: one part in each turn of the event loop, so that keys are answered.

Must not show a page: the main window does, when it is whole.
"""

from collections import deque
from collections.abc import Callable

from haversack.views.page import Page


class Building:
    """Pages by their id, and what is still missing of them."""

    def __init__(self) -> None:
        """Begin without any."""
        self._whole: dict[str, Page] = {}
        self._begun: dict[str, tuple[Page, deque[Callable[[], None]]]] = {}

    @property
    def pages(self) -> dict[str, Page]:
        """The pages that are whole, by id."""
        return self._whole

    def has_begun(self, name: str) -> bool:
        """Return whether a page is there, whole or not."""
        return name in self._whole or name in self._begun

    def go_on(self, name: str, build: Callable[[], Page]) -> Page | None:
        """Build one part more of a page.

        Args:
            name: Of the page.
            build: Begins it.

        Returns:
            The page, if that was its last part; None if another turn is needed. A part that raises is not tried again:
            the next turn goes on behind it.
        """
        if name not in self._begun:
            page = build()
            self._begun[name] = page, deque(page.parts())
        else:
            page, parts = self._begun[name]
            if parts:
                parts.popleft()()
        if self._begun[name][1]:
            return None
        page = self._begun.pop(name)[0]
        self._whole[name] = page
        return page

    def finish(self, name: str, build: Callable[[], Page]) -> Page:
        """Build what is missing of a page in this turn: somebody needs it whole.

        Args:
            name: Of the page.
            build: Begins it.
        """
        while name not in self._whole:
            self.go_on(name, build)
        return self._whole[name]

    def let_one_go(self) -> bool:
        """Take one page away; return whether there was one."""
        if self._whole:
            self._whole.popitem()[1].deleteLater()
            return True
        if self._begun:
            self._begun.popitem()[1][0].deleteLater()
            return True
        return False
