"""What comes with the program and is no code: fonts, icons, themes, words, help, translations, the starter network.

Must not take a file that git does not keep, but for the two kinds that `make` makes of kept ones.
"""

import shutil
from pathlib import Path
from typing import Final

from payload.release import ROOT, kept_files

SHARE: Final = "share/haversack"
"""Below the program's own folder (`sys.prefix` of the installed program); `haversack.assets` looks here."""
_STARTER: Final = ROOT / "build" / "resources" / "starter-network"


class MissingContentError(Exception):
    """Something that `make` makes was not made before."""


def copy_content(into: Path) -> int:
    """Copy all of it; return how many bytes it has.

    Args:
        into: The folder `share/haversack` of the program; it is made.

    Raises:
        MissingContentError: `make setup starter` comes first.
    """
    size = 0
    for source in (*_kept(), *_catalogues()):
        size += _copy(ROOT / source, into / source.relative_to("resources"))
    if not (_STARTER / "fingerprint").exists():
        raise MissingContentError("the starter network is not there: run `make starter`")
    for path in sorted(_STARTER.rglob("*")):
        if path.is_file():
            size += _copy(path, into / "starter-network" / path.relative_to(_STARTER))
    return size


def _kept() -> list[Path]:
    """Of the starter content only what was made of it goes along, and of catalogues only the compiled form."""
    starter = Path("resources/starter")
    return [each for each in kept_files("resources") if not each.is_relative_to(starter) and each.suffix != ".po"]


def _catalogues() -> list[Path]:
    sources = [each for each in kept_files("resources/translations") if each.suffix == ".po"]
    made = [each.with_suffix(".mo") for each in sources]
    missing = [str(each) for each in made if not (ROOT / each).exists()]
    if missing:
        raise MissingContentError(f"not compiled: {', '.join(missing)}: run `make setup`")
    return made


def _copy(source: Path, target: Path) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)
    return target.stat().st_size
