"""`make installers`, the part for Linux: freezes the programs, packs them, lists their parts and checksums."""

import sys

from linux.freeze import freeze
from linux.packing import pack_app_deb, pack_hub_deb, pack_portable, pack_run
from payload.release import OUT, this_release
from payload.sbom import write_bill
from payload.sizes import note_size, over_budget
from payload.sums import write_sums


def main() -> int:
    """Build; return 1 where something is larger than it may be."""
    release = this_release()
    if not release.is_clean:
        print("installers: there are changes that are not committed; the program itself is built without them")
    app, hub = freeze(release)
    too_large = False
    for pack, program in ((pack_app_deb, app), (pack_hub_deb, hub), (pack_run, app), (pack_portable, app)):
        made = pack(program, release)
        write_bill(OUT / f"{made.name}.cdx.json", release, made.name, program.parts)
        note_size(made, installed=program.size)
        print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB, installed {program.size / 1e6:.1f} MB")
        said = over_budget(made) if program is app else ""
        if said:
            print(f"installers: {said}", file=sys.stderr)
        too_large |= bool(said)
    write_sums(OUT)
    return int(too_large)


if __name__ == "__main__":
    sys.exit(main())
