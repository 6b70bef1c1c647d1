"""What a link in a text may lead to: an address that people are shown, another record, or a heading of the same text.

A link is never followed by itself. Must not open or fetch anything.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from haversack_sync.model.kinds import KINDS

LINK_SCHEME: Final = "link"
"""Scheme of what the reading view finds in a link: `link:3` is the third of `ReadingText.links`, counted from 0."""

_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_LONGEST_LINK: Final = 2_000
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_NOT_IN_ANCHORS: Final = re.compile(r"[^\w\s-]")


def safe_link(written: str) -> str | None:
    """Return where a link leads if people may be shown it as a link, or None.

    Control and space characters are taken out first: some programs skip them inside `javascript:`.
    """
    bare = "".join(sign for sign in written if sign.isprintable() and not sign.isspace())
    if not bare or len(bare) > _LONGEST_LINK:
        return None
    if inside(bare) is not None:
        return bare
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES:
        return None
    return bare if parts.netloc or parts.scheme.lower() in {"mailto", "tel"} else None


def inside(link: str) -> tuple[str, str] | None:
    """Return kind and short name of the record that a link leads to (`event:migrants-day`); None for other links."""
    kind, colon, slug = link.partition(":")
    return (kind, slug) if colon and kind in KINDS and _SLUG.fullmatch(slug) else None


def anchor(words: str) -> str:
    """Return how a heading is named in links to it (`#the-first-hour`), as Markdown editors write them."""
    plain = _NOT_IN_ANCHORS.sub("", unicodedata.normalize("NFC", words).lower())
    return "-".join(plain.split())
