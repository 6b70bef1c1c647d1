"""Language tags (BCP 47): whether one is well formed, how it is written, and which of several texts to take.

Must not know names of languages: `haversack.i18n` writes those.
"""

import re
from collections.abc import Sequence
from typing import Final

# RFC 5646, the parts that content needs: language, script, region, variants. No extensions, no private use.
_TAG: Final = re.compile(
    r"(?P<language>[A-Za-z]{2,3})"
    r"(?:-(?P<script>[A-Za-z]{4}))?"
    r"(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*)",
    re.ASCII,
)


def tidy_language(text: str) -> str | None:
    """Write a language tag as RFC 5646 recommends: `PT-br` becomes `pt-BR`, `zh_hant` becomes `zh-Hant`.

    Args:
        text: What a person wrote; underscores count as hyphens.

    Returns:
        The tag, or None if the text is not a well-formed one.
    """
    match = _TAG.fullmatch(text.strip().replace("_", "-"))
    if match is None:
        return None
    tag = match["language"].lower()
    if match["script"]:
        tag += "-" + match["script"].title()
    if match["region"]:
        tag += "-" + match["region"].upper()
    return tag + match["variants"].lower()


def is_tidy_language(tag: str) -> bool:
    """Tell whether a tag is well formed and written the recommended way, as group keys need it."""
    return tidy_language(tag) == tag


def choose(available: Sequence[str], wanted: Sequence[str]) -> str | None:
    """Choose a language by RFC 4647 lookup: each wanted tag, shortened from its end, then a longer form of it.

    Args:
        available: Tags that there are.
        wanted: Tags that are asked for, the best first.

    Returns:
        One of `available`; its first in sorted order when nothing fits, so that all computers show the same; None when
        nothing is available.
    """
    for tag in wanted:
        found = _closest(available, tag)
        if found is not None:
            return found
    return min(available, default=None)


def _closest(available: Sequence[str], tag: str) -> str | None:
    shorter = tag
    while shorter:
        if shorter in available:
            return shorter
        shorter = shorter.rpartition("-")[0]
    language = tag.partition("-")[0]
    return min((other for other in available if other.partition("-")[0] == language), default=None)
