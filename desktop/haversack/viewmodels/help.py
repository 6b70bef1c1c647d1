"""Help: the list of pages, found by words, and the one that is read. Needs no vault."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from haversack.operations.help_pages import HelpPage, excerpt, help_pages, page_of, search
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session


class HelpModel(QObject):
    """Holds the pages of the language that is spoken.

    Attributes:
        rows: The pages that fit what is searched for.
        query: What is searched for.
        page: The page that is read; None before `use`.

    Signals:
        changed: `rows` or `page` are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; `use` says where the pages are."""
        super().__init__()
        self._session = session
        self._language = session.speaker.language
        self._folder: Path | None = None
        self._pages: tuple[HelpPage, ...] = ()
        self.rows = RowsModel(self)
        self.query = ""
        self.page: HelpPage | None = None
        session.changed.connect(self._read)

    def use(self, folder: Path) -> None:
        """Read the pages of the language that is spoken now.

        Args:
            folder: Of the help that comes with the program.
        """
        if folder != self._folder:
            self._folder = folder
            self._read()

    def find(self, query: str) -> None:
        """Search for words; an empty text shows all pages."""
        self.query = query
        self._show()

    def choose(self, page: str) -> None:
        """Read a page; one that is not there leaves what is read."""
        self.page = next((one for one in self._pages if one.id == page), self.page)
        self.changed.emit()

    def page_behind(self, link: str) -> str:
        """Return the id of the page that a link of the help leads to; empty for any other link."""
        return page_of(link)

    def _read(self) -> None:
        language = self._session.speaker.language
        if self._folder is None or (self._pages and language == self._language):
            return
        self._language, self._pages = language, help_pages(self._folder, language)
        self.page = self._pages[0] if self.page is None else self.page
        self.choose(self.page.id)
        self._show()

    def _show(self) -> None:
        found = search(self._pages, self.query)
        self.rows.show([self._row(one) for one in found])
        self.changed.emit()

    def _row(self, page: HelpPage) -> Row:
        words = excerpt(page, self.query)
        return Row(page.id, page.title, (words,), is_new=True, spoken=f"{page.title}. {words}")
