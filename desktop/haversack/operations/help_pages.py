"""The help that comes with the program: one short page for each part, offline. Must not read anything of people."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.operations.reading_text import ReadingText, reading_text
from haversack.store.normalise import normalise

PAGES: Final = (
    *("start", "home", "directory", "library", "areas", "training", "calendar", "organisation", "sync", "data"),
    *("trouble", "network", "search", "kits", "settings", "keyboard", "locking", "invitation", "words", "protects"),
)
"""Ids of all pages, in the order in which they are listed."""

_ENGLISH: Final = "en"
_LINK: Final = ".md"
_KNOWN: Final = frozenset(name + _LINK for name in PAGES)
_LINKS: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS: Final = re.compile(r"^\s*(?:#+|-|\d+\.)\s+|[*`]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page.

    Attributes:
        id: Stable; the page of the window that it is about, or a task.
        title: Its first line.
        words: All of it but the title, a paragraph a line, without any marks: for searching.
        body: All of it but the title, in Markdown.
        language: In which it is written.
    """

    id: str
    title: str
    words: str
    body: str
    language: str

    @property
    def text(self) -> ReadingText:
        """The page, readable: made when somebody looks at it, for all pages together take longer than a turn may.

        A link to another page of the help is that page's file, see `page_of`.
        """
        return reading_text(self.body, self.language, known_links=_KNOWN)


def help_pages(folder: Path, language: str) -> tuple[HelpPage, ...]:
    """Return all pages in a language, each in English where it is not translated.

    Args:
        folder: Of the help, with a folder for each language.
        language: BCP 47 tag.
    """
    pages = []
    for name in PAGES:
        spoken = next(
            tag for tag in (language, language.partition("-")[0], _ENGLISH) if (folder / tag / f"{name}.md").is_file()
        )
        markdown = (folder / spoken / f"{name}.md").read_text(encoding="utf-8")
        title, _, body = markdown.partition("\n")
        pages.append(HelpPage(name, title.lstrip("# ").strip(), _plain(body), body, spoken))
    return tuple(pages)


def _plain(markdown: str) -> str:
    """Return the paragraphs of a text of ours without marks, one a line."""
    bare = _MARKS.sub("", _LINKS.sub(r"\1", markdown))
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


def page_of(link: str) -> str:
    """Return the id of the page that a link of the help leads to; empty for any other link."""
    name = link.removesuffix(_LINK)
    return name if link == name + _LINK and name in PAGES else ""


def search(pages: tuple[HelpPage, ...], query: str) -> tuple[HelpPage, ...]:
    """Return the pages that hold every word, those with a word in their title first."""
    wanted = normalise(query).split()
    found = [page for page in pages if all(word in normalise(f"{page.title} {page.words}") for word in wanted)]
    return tuple(sorted(found, key=lambda page: not any(word in normalise(page.title) for word in wanted)))


def excerpt(page: HelpPage, query: str) -> str:
    """Return the paragraph of a page that holds most of the words; its first one where nothing is searched for."""
    wanted = normalise(query).split()
    paragraphs = page.words.split("\n")
    return max(paragraphs, key=lambda one: sum(word in normalise(one) for word in wanted), default="")
