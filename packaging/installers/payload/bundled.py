"""Which libraries of others lie inside the wheels that installers take. Must not name one that does not travel.

Most wheels do not say it; so there is a table, made by looking into the wheels of the lock file. A wheel of another
version has to be looked at again, which `tests/integration/installers/test_bundled.py` reminds of.
Versions are those that the libraries themselves say. Where none does, none is given. Texts lie in `licences/`, and
`licences/SOURCES.md` says where each is from.
"""

import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from payload.pruning import is_left_out
from payload.sbom import Part

_EVERYWHERE: Final = ("linux", "win32", "darwin")


@dataclass(frozen=True, slots=True)
class Bundled:
    """A library inside a wheel.

    Attributes:
        name: Of its folder in `licences/`, too.
        version: Which one; empty where nothing in the wheel says it.
        licence: SPDX expression, or where the text lies.
        systems: Whose wheels hold it, as `sys.platform` calls them.
        files: Expression for its files, where it is not linked into another library.
    """

    name: str
    version: str
    licence: str
    systems: tuple[str, ...] = _EVERYWHERE
    files: str = r"(?!)"


_WITH_QT: Final = (
    Bundled("d3d12-memory-allocator", "", "MIT", ("win32",)),
    Bundled("double-conversion", "", "BSD-3-Clause"),
    Bundled("freetype", "", "FTL", ("win32", "darwin")),
    Bundled("harfbuzz", "11.5.0", "MIT-Modern-Variant"),
    Bundled("icu", "73.2", "Unicode-DFS-2016", ("linux",), r"PySide6/Qt/lib/libicu(?:data|i18n|uc)\.so\.73"),
    Bundled("libjpeg-turbo", "", "IJG AND BSD-3-Clause AND Zlib"),
    Bundled("libpng", "1.6.50", "libpng-2.0"),
    Bundled("libwebp", "", "BSD-3-Clause"),
    Bundled("md4c", "", "MIT"),
    Bundled("pcre2", "10.46", "BSD-3-Clause WITH PCRE2-exception"),
    # Hash functions, tables and the like, each of a few hundred lines.
    Bundled("qt-code-of-others", "", "see licences/qt-code-of-others"),
    Bundled("wayland-protocols", "", "MIT AND HPND", ("linux",)),
    Bundled("xsvg", "", "HPND-sell-variant"),
    Bundled("vulkan-memory-allocator", "", "MIT", ("linux", "win32")),
    Bundled("zlib", "1.3.1", "Zlib", ("win32",)),
)
_RUNTIME: Final = Bundled(
    "microsoft-visual-c-runtime",
    "",
    "see LICENSE.txt beside the program: Microsoft Distributable Code",
    ("win32",),
    r"(?:PySide6|shiboken6)/(?:concrt140|msvcp140\w*|vcamp140|vccorlib140|vcomp140|vcruntime140\w*)\.dll",
)
TABLE: Final[dict[str, tuple[Bundled, ...]]] = {
    # On a Mac it is the system's.
    "cffi==2.1.1": (Bundled("libffi", "", "MIT", ("linux", "win32")),),
    "pyside6-essentials==6.9.3": (*_WITH_QT, _RUNTIME),
    "pyyaml==6.0.3": (Bundled("libyaml", "0.2.5", "MIT"),),
    "shiboken6==6.9.3": (_RUNTIME,),
    "sqlcipher3==0.6.4": (
        Bundled("openssl", "3.6.0", "Apache-2.0"),
        Bundled("sqlcipher", "4.19.0", "BSD-3-Clause"),
        Bundled("sqlite", "3.53.4", "blessing"),
    ),
    "zstandard==0.25.0": (Bundled("zstd", "1.5.7", "BSD-3-Clause OR GPL-2.0-only"),),
}
"""By wheel, as lock files spell it. What a wheel lists itself (PEP 770) is read from there, and is not here."""
WITHOUT_TEXT: Final = ("sqlite", _RUNTIME.name)
"""The first is in the public domain; the text for the second comes with the Python beside which it lies."""
_ONLY_BUILDS: Final = re.compile(r".*[-_](?:derive|macros|macros-backend)|heck|proc-macro2|quote|syn|unicode-ident")
"""Crates that write source while others are compiled; nothing of them is in what comes out."""
_LICENCES: Final = {"openssl": "Apache-2.0"}
"""Of what wheels list without its licence."""
_OWN: Final = re.compile(
    r"PySide6/(?:Qt/lib/libQt6\w+\.so\.6|Qt6\w+\.dll|(?:Qt/)?plugins/.*|pyside6\.abi3\.dll|libpyside6\.abi3\..*\.dylib)"
    r"|shiboken6/(?:shiboken6\.abi3\.dll|libshiboken6\.abi3\..*\.dylib)"
)
"""Libraries that are what their wheel is for."""
_LIBRARY: Final = re.compile(
    r"(?:[^/]+\.libs/|.*/\.dylibs/).+|PySide6/Qt/lib/(?!.*\.framework/)(?!cmake/|pkgconfig/).+|.+\.(?:dll|dylib)"
)
"""Files that are libraries by their names; modules of Python are not."""


class UnlistedLibraryError(Exception):
    """A wheel holds a library that the table does not know."""


def inside(wheel: Path) -> tuple[Part, ...]:
    """Return what of others a wheel holds.

    Raises:
        UnlistedLibraryError: It holds a library of nobody: look at it, and add it to the table.
    """
    rows = [each for each in TABLE.get(_pinned(wheel), ()) if _system(wheel) in each.systems]
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        lists = [json.loads(archive.read(name)) for name in names if re.search(r"\.dist-info/sboms/.+\.json$", name)]
    unknown = unlisted(names, rows)
    if unknown:
        raise UnlistedLibraryError(f"{wheel.name} holds {', '.join(unknown)}, which packaging/installers does not list")
    known = (Part(each.name, each.version, "generic", each.licence) for each in rows)
    return (*known, *(part for one in lists for part in _told(one)))


def unlisted(names: Iterable[str], rows: Iterable[Bundled]) -> list[str]:
    """Return the libraries, among the files of a wheel, that travel and belong neither to its makers nor to a row."""
    listed = re.compile("|".join([_OWN.pattern, *(each.files for each in rows)]))
    return [name for name in names if _LIBRARY.fullmatch(name) and not is_left_out(name) and not listed.fullmatch(name)]


def _told(listed: dict[str, object]) -> list[Part]:
    """Read a list that a wheel brings, in CycloneDX as well."""
    found: list[Part] = []
    components = listed.get("components")
    for each in components if isinstance(components, list) else ():
        origin = re.match(r"pkg:(cargo|generic)/", each["purl"])
        # Parts of the wheel's own source stand there, too: they were fetched from no registry.
        if each.get("scope") == "excluded" or "download_url=file:" in each["purl"] or not origin:
            continue
        if not _ONLY_BUILDS.fullmatch(each["name"]):
            said = "; ".join(one["expression"] for one in each.get("licenses", ()))
            found.append(Part(each["name"], each["version"], origin[1], said or _LICENCES.get(each["name"], "")))
    return found


def _pinned(wheel: Path) -> str:
    name, version, *_ = wheel.name.split("-")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


def _system(wheel: Path) -> str:
    platform = wheel.stem.rsplit("-", 1)[-1]
    return "win32" if platform.startswith("win") else "darwin" if platform.startswith("macosx") else "linux"
