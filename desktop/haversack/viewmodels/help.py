"""Help: the list of pages, found by words, and the one that is read. Needs no vault."""

from PySide6.QtCore import QObject, Signal

from haversack.operations.help_pages import HelpPage, help_pages, search
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session


class HelpModel(QObject):
    """Holds the pages of the language that is spoken.

    Attributes:
        rows: The pages that fit what is searched for.
        query: What is searched for.
        page: The page that is read.

    Signals:
        changed: `rows` or `page` are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Read the pages of the language that is spoken now."""
        super().__init__()
        self._session = session
        self._language = session.speaker.language
        self._pages = help_pages(self._language)
        self.rows = RowsModel(self)
        self.query = ""
        self.page: HelpPage = self._pages[0]
        session.changed.connect(self._follow_language)
        self._show()

    def find(self, query: str) -> None:
        """Search for words; an empty text shows all pages."""
        self.query = query
        self._show()

    def choose(self, page: str) -> None:
        """Read a page; one that is not there leaves what is read."""
        self.page = next((one for one in self._pages if one.id == page), self.page)
        self.changed.emit()

    def _follow_language(self) -> None:
        if self._session.speaker.language != self._language:
            self._language = self._session.speaker.language
            self._pages = help_pages(self._language)
            self.choose(self.page.id)
            self._show()

    def _show(self) -> None:
        found = search(self._pages, self.query)
        self.rows.show([Row(one.id, one.title, icon="circle-help", spoken=one.title) for one in found])
        self.changed.emit()
