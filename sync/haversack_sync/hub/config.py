"""The operator's file `hub.toml`: limits, and what browsers are shown; read and checked in one place.

Must not read anything but that one file.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from haversack_sync.hub.errors import ConfigError
from haversack_sync.hub.landing import PAGE_KINDS, PageSettings
from haversack_sync.protocol.limits import MAX_FRAME_BYTES, HubLimits

_LARGEST: Final = 2**53
_LEAST: Final = {"request_bytes": MAX_FRAME_BYTES, "answer_bytes": MAX_FRAME_BYTES, "parcel_bytes": MAX_FRAME_BYTES}
_PAGE: Final = "page"
_PAGE_KEYS: Final = ("show", "about", "contact")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_LONGEST_ABOUT: Final = 2_000
_LONGEST_CONTACT: Final = 200
_MOST_LANGUAGES: Final = 8


@dataclass(frozen=True, slots=True)
class HubSettings:
    """What the operator set: the hub's limits, and what its page shows."""

    limits: HubLimits = field(default_factory=HubLimits)
    page: PageSettings = field(default_factory=PageSettings)


def load_settings(path: Path) -> HubSettings:
    """Read the file.

    Args:
        path: A TOML file whose keys are those of `HubLimits`, all whole numbers, and a table `page`; it may be missing.

    Returns:
        The settings, with the defaults for what the file does not name.

    Raises:
        ConfigError: A key is not known, or its value cannot be used.
    """
    try:
        settings = tomllib.loads(path.read_bytes().decode())
    except (FileNotFoundError, NotADirectoryError):
        # That there is no folder to read from is the folder's trouble, and is told when it is made.
        return HubSettings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, "", "write one `name = number` on each line") from error
    except OSError as error:
        raise ConfigError(path, "", "make the file readable for this user") from error
    page = settings.pop(_PAGE, {})
    return HubSettings(_limits(path, settings), _page(path, page))


def _limits(path: Path, settings: Mapping[str, object]) -> HubLimits:
    known = HubLimits.__struct_fields__
    for key, value in settings.items():
        if key not in known:
            raise ConfigError(path, key, f"remove it or use one of: {', '.join(sorted((*known, _PAGE)))}")
        least = _LEAST.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _LARGEST:
            raise ConfigError(path, key, f"write a whole number from {least} to {_LARGEST}")
    return msgspec.convert(settings, HubLimits)


def _page(path: Path, page: object) -> PageSettings:
    if not isinstance(page, dict):
        raise ConfigError(path, _PAGE, "write a table: [page] on a line of its own, its settings below")
    for key in page:
        if key not in _PAGE_KEYS:
            raise ConfigError(path, f"{_PAGE}.{key}", f"remove it or use one of: {', '.join(_PAGE_KEYS)}")
    kind, about, contact = page.get("show", "full"), page.get("about", {}), page.get("contact", "")
    if kind not in PAGE_KINDS:
        raise ConfigError(path, f"{_PAGE}.show", f"write one of: {', '.join(PAGE_KINDS)}, in quotation marks")
    if not isinstance(about, dict) or len(about) > _MOST_LANGUAGES:
        raise ConfigError(path, f"{_PAGE}.about", f"write a table of at most {_MOST_LANGUAGES} languages: [page.about]")
    for language, words in about.items():
        if not _LANGUAGE.fullmatch(language):
            raise ConfigError(path, f"{_PAGE}.about.{language}", "name a language by its tag, for example en, fr or ar")
        _check_text(path, f"{_PAGE}.about.{language}", words, longest=_LONGEST_ABOUT)
    _check_text(path, f"{_PAGE}.contact", contact, longest=_LONGEST_CONTACT)
    return PageSettings(kind, about, contact)


def _check_text(path: Path, key: str, text: object, *, longest: int) -> None:
    if not isinstance(text, str) or len(text) > longest:
        raise ConfigError(path, key, f"write a text of at most {longest} characters, in quotation marks")
