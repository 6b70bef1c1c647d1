"""The help that comes with the program: one short page for each part, offline. Must not read anything of people."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.operations.reading_text import ReadingText, reading_text
from haversack.store.normalise import normalise

_ORDER: Final = (
    "home",
    "directory",
    "library",
    "areas",
    "training",
    "calendar",
    "organisation",
    "sync",
    "network",
    "search",
    "settings",
    "locking",
    "invitation",
)
_ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page.

    Attributes:
        id: Stable; the page of the window that it is about, or a task.
        title: Its first line.
        words: All of it, for searching.
        text: Readable.
    """

    id: str
    title: str
    words: str
    text: ReadingText


def help_pages(folder: Path, language: str) -> tuple[HelpPage, ...]:
    """Return all pages in a language, each in English where it is not translated.

    Args:
        folder: Of the help, with a folder for each language.
        language: BCP 47 tag.
    """
    pages = []
    for name in _ORDER:
        spoken = next(
            tag for tag in (language, language.partition("-")[0], _ENGLISH) if (folder / tag / f"{name}.md").is_file()
        )
        markdown = (folder / spoken / f"{name}.md").read_text(encoding="utf-8")
        title, _, body = markdown.partition("\n")
        pages.append(HelpPage(name, title.lstrip("# ").strip(), markdown, reading_text(body, spoken)))
    return tuple(pages)


def search(pages: tuple[HelpPage, ...], query: str) -> tuple[HelpPage, ...]:
    """Return the pages that hold every word, those with a word in their title first."""
    wanted = normalise(query).split()
    found = [page for page in pages if all(word in normalise(page.words) for word in wanted)]
    return tuple(sorted(found, key=lambda page: not any(word in normalise(page.title) for word in wanted)))
