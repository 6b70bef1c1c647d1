"""Names under which copies of files are written outside of the vault.

A record's file is named by somebody else, perhaps to leave the folder, to hide, or to look like another type. Must not
touch any file.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

_NAMELESS: Final = "file"
_NOT_IN_NAMES: Final = frozenset('<>:"/\\|?*')
"""What Windows, or any system, does not take."""
_JOINERS: Final = "\u200c\u200d"
_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
)
"""Names that Windows takes for devices, whatever ending they have."""
_MAX_BYTES: Final = 200
_MAX_ENDING_BYTES: Final = 20


def safe_names(names: Sequence[str]) -> list[str]:
    """Make names that stay in their folder, are seen, and differ from each other on every system.

    Args:
        names: As the record says.

    Returns:
        One name for each; most are as they were.
    """
    taken: set[str] = set()
    chosen = []
    for name in names:
        free = next(each for each in _variants(_safe(name)) if each.casefold() not in taken)
        taken.add(free.casefold())
        chosen.append(free)
    return chosen


def _safe(name: str) -> str:
    shown = "".join(each for each in unicodedata.normalize("NFC", name) if not _is_invisible(each))
    plain = "".join("_" if each in _NOT_IN_NAMES else each for each in shown).strip(" .")
    stem, ending = _parts(plain)
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    return (_cut(stem, _MAX_BYTES) or _NAMELESS) + _cut(ending, _MAX_ENDING_BYTES)


def _variants(name: str) -> Iterator[str]:
    """Yield a name, then the same with numbers."""
    yield name
    stem, ending = _parts(name)
    number = 2
    while True:
        yield f"{stem} ({number}){ending}"
        number += 1


def _parts(name: str) -> tuple[str, str]:
    """Return a name's stem and its ending with the dot."""
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if dot else (name, "")


def _cut(text: str, size: int) -> str:
    """Cut a text to so many bytes of UTF-8, between characters."""
    return text.encode(errors="ignore")[:size].decode(errors="ignore").strip()


def _is_invisible(character: str) -> bool:
    """Tell whether a character is a control or turns the direction of what follows; joiners of scripts stay."""
    category = unicodedata.category(character)
    return category in ("Cc", "Cs") or (category == "Cf" and character not in _JOINERS)
