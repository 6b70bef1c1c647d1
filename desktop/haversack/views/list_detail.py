"""What pages with a list and what is chosen in it have: something is always shown where there is room beside the list.

Must not know records.
"""

from typing import ClassVar, Protocol

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import RowsModel
from haversack.views.page import Page
from haversack.views.parts.panes import Panes
from haversack.views.parts.row_list import RowList


class _Chooses(Protocol):
    """A view-model with a list of which one row is shown in full."""

    @property
    def rows(self) -> RowsModel: ...

    @property
    def chosen(self) -> str: ...

    def choose(self, record: str) -> None: ...


class ListDetailPage(Page):
    """A page that shows one row of its list in full.

    A subclass builds `_panes`, and says by `_follow_list` which list that is.

    Attributes:
        page_id: How the page is called in the window.
    """

    page_id: ClassVar[str]
    _panes: Panes

    def _follow_list(self, model: _Chooses, rows: RowList) -> None:
        """Show what the keyboard or pointer is on, as far as there is room, and go where a row is opened."""
        self._chooses, self._followed = model, rows
        rows.opened.connect(self._open)
        rows.chosen.connect(self._choose)

    def _choose_first(self) -> None:
        """Never leave the detail empty where it stands beside the list."""
        model = self._chooses
        first = model.rows.first_id
        if first and not model.chosen and not self._panes.is_single:
            model.choose(first)
        if model.chosen:
            self._followed.choose(model.chosen)

    def _open(self, record: str) -> None:
        self.context.navigation.go(Place(self.page_id, record))
        self._panes.show_detail(is_shown=True)

    def _choose(self, record: str) -> None:
        """Show it where there is room beside the list."""
        if not self._panes.is_single:
            self._chooses.choose(record)

    def _go_to_list(self) -> None:
        self.context.navigation.go(Place(self.page_id))
        self._panes.show_detail(is_shown=False)
        self.focus_first()
