"""`make installers`, the part for Linux: freezes the programs, packs them, lists their parts and checksums."""

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from linux.clean_root import BUILD_ROOT
from linux.freeze import Program, freeze
from linux.packing import MAKESELF, pack_app_deb, pack_hub_deb, pack_portable, pack_run
from payload.debian import part_of_package
from payload.licences import own_content
from payload.release import OUT, Release, this_release
from payload.sbom import Part, write_bill
from payload.sizes import note_size, over_budget
from payload.sums import write_sums

Pack = Callable[[Program, Release], Path]


def _around(pack: Pack, program: Program, app: Program) -> tuple[Part, ...]:
    """Return what else of others is inside: fonts and icons in the app, the script that unpacks a `.run`."""
    unpacking = (part_of_package(MAKESELF, BUILD_ROOT),) if pack is pack_run else ()
    return (*(own_content() if program is app else ()), *unpacking)


def main() -> int:
    """Build; return 1 where something is larger than it may be."""
    parser = argparse.ArgumentParser(description="Builds the installers for Linux.")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where they go, with their checksums")
    out: Path = parser.parse_args().out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    release = this_release()
    if not release.is_clean:
        print("installers: there are changes that are not committed; the program itself is built without them")
    app, hub = freeze(release)
    too_large = False
    for pack, program in ((pack_app_deb, app), (pack_hub_deb, hub), (pack_run, app), (pack_portable, app)):
        packed = pack(program, release)
        made = Path(shutil.move(packed, out / packed.name))
        write_bill(out / f"{made.name}.cdx.json", release, made.name, (*program.parts, *_around(pack, program, app)))
        if out == OUT:
            note_size(made, installed=program.size)
        print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB, installed {program.size / 1e6:.1f} MB")
        said = over_budget(made) if program is app else ""
        if said:
            print(f"installers: {said}", file=sys.stderr)
        too_large |= bool(said)
    write_sums(out)
    return int(too_large)


if __name__ == "__main__":
    sys.exit(main())
