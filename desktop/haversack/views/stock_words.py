"""The words that Qt itself shows, in file dialogs and the menus of text fields, in the language that is spoken.

They come with Qt. Must not translate a sentence of ours.
"""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator


class StockWords(QObject):
    """Holds the one catalogue of Qt that is in use."""

    def __init__(self, parent: QObject) -> None:
        """Begin in English.

        Args:
            parent: Takes this and the catalogue with it when it goes.
        """
        super().__init__(parent)
        self._language = "en"
        self._catalogue: QTranslator | None = None

    def speak(self, language: str) -> None:
        """Go on in another language; where Qt has no words of it, in English.

        Args:
            language: BCP 47 tag.
        """
        wanted = language.partition("-")[0]
        if wanted == self._language:
            return
        self._language = wanted
        if self._catalogue is not None:
            QCoreApplication.removeTranslator(self._catalogue)
            self._catalogue.deleteLater()
            self._catalogue = None
        catalogue = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if wanted != "en" and catalogue.load(f"qtbase_{wanted}", folder):
            QCoreApplication.installTranslator(catalogue)
            self._catalogue = catalogue
        else:
            catalogue.deleteLater()
