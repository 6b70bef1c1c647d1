"""Gathers the licences of everything that travels in an installer. Must not leave a part without its text."""

import email.parser
import hashlib
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from payload.bundled import WITHOUT_TEXT, inside
from payload.locked import Pinned
from payload.release import ROOT
from payload.sbom import Part
from payload.sums import sha256

_TEXTS: Final = re.compile(
    r"^[^/]+\.dist-info/(?:licen[cs]es?/.*|(?:licen[cs]e|copying|notice|authors)[^/]*)$", re.IGNORECASE
)
_OWN: Final = {
    "haversack": "LICENSE",
    "noto-fonts": "resources/fonts/OFL.txt",
    "lucide-icons": "resources/icons/LICENSE-lucide.txt",
    "starter-content": "resources/starter/LICENSE",
}
_FONTS_VERSION: Final = "20201225-1"
"""Of Debian's `fonts-noto-core`, from which they are; see `resources/fonts/README.md`."""
_STANDARD: Final = Path(__file__).resolve().parents[1] / "licences"
"""Texts of licences that wheels do not bring: of Qt, and of the libraries inside wheels."""
_LENDS: Final = {"pyside6-essentials": "qt", "shiboken6": "qt"}


class MissingLicenceError(Exception):
    """A part came without a licence text, and none is kept for it."""


def collect(wheels: Iterable[Path], into: Path) -> None:
    """Write the texts of the program's own parts, of wheels, and of what lies in these, a folder for each.

    Args:
        wheels: All that go into the installer.
        into: The folder of licences; it is made.

    Raises:
        MissingLicenceError: A part has none: put its text into `packaging/installers/licences/NAME/`.
        UnlistedLibraryError: Nobody knows what lies in a wheel.
    """
    for name, source in _OWN.items():
        _write(into / name / Path(source).name, (ROOT / source).read_bytes())
    for wheel in sorted(wheels):
        name = re.sub(r"[-_.]+", "-", wheel.name.split("-")[0]).lower()
        if name == "haversack":
            continue
        texts = _texts_of(wheel)
        kept = _STANDARD / _LENDS.get(name, name)
        texts |= _kept(kept)
        if not texts:
            raise MissingLicenceError(f"{wheel.name} brings no licence text")
        for file, text in texts.items():
            _write(into / name / file, text)
        for part in inside(wheel):
            _keep_for(part, into)


def _keep_for(part: Part, into: Path) -> None:
    """Write the texts of what lies in a wheel; those of the Apache licence stand with OpenSSL's, for all."""
    shared = "openssl" if "Apache-2.0" in part.licence.split(" OR ") else part.name
    name = part.name if (_STANDARD / part.name).is_dir() else shared
    texts = _kept(_STANDARD / name)
    if not texts and name not in WITHOUT_TEXT:
        raise MissingLicenceError(f"no licence text is kept for {part.name}, which lies in a wheel")
    for file, text in texts.items():
        _write(into / name / file, text)


def own_content() -> tuple[Part, ...]:
    """Return what of others lies among the program's own resources: each font, and the icons together."""
    fonts = sorted((ROOT / "resources" / "fonts").glob("*.ttf"))
    icons = sorted((ROOT / "resources" / "icons").glob("*.svg"))
    drawn = hashlib.sha256(b"".join(path.read_bytes() for path in icons)).hexdigest()
    return (
        *(Part(path.stem, _FONTS_VERSION, "generic", "OFL-1.1", (sha256(path),)) for path in fonts),
        Part("lucide-icons", f"{len(icons)}-icons-{drawn[:12]}", "generic", "ISC"),
    )


def part_of(package: Pinned, wheel: Path) -> Part:
    """Return a wheel as a part of the bill, with the licence that it names and the hash by which it was taken.

    One that names none has a text all the same: `collect` does without it for nobody.
    """
    return Part(
        package.name, package.version, "pypi", _named_by(wheel) or f"see licences/{package.name}", (sha256(wheel),)
    )


def _kept(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.glob("*")) if each.is_file()}


def _texts_of(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if _TEXTS.match(name) and not name.endswith("/"))
        return {name.split("/", 1)[1].replace("/", "-"): archive.read(name) for name in names}


def _named_by(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        name = next(
            each for each in archive.namelist() if each.endswith(".dist-info/METADATA") and each.count("/") == 1
        )
        fields = email.parser.BytesHeaderParser().parsebytes(archive.read(name))
    if fields["License-Expression"]:
        return str(fields["License-Expression"])
    classes = [each.rsplit(" :: ", 1)[1] for each in fields.get_all("Classifier", []) if each.startswith("License ::")]
    said: list[str] = str(fields["License"] or "").splitlines()
    return " OR ".join(classes) or next(iter(said), "")


def _write(target: Path, text: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text)
