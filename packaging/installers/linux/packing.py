"""Puts frozen programs into what people install: `.deb`, `.run`, a portable archive. Must not change the programs.

What each function returns lies in the clean root still: who calls it puts it where it belongs. The tools run in that
root, with one thread and sorted names, so that the same folder gives the same bytes.
"""

import gzip
import shutil
from pathlib import Path
from typing import Final

from linux.clean_root import BUILD_ROOT, run_inside
from linux.freeze import Program
from payload.debian import keep_text
from payload.release import ROOT, Release
from payload.sums import set_moments

MAKESELF: Final = "makeself"
"""The package whose script unpacks a `.run`."""
_PARTS: Final = Path(__file__).with_name("parts")
_STAGE: Final = BUILD_ROOT / "build" / "stage"
_MAINTAINER: Final = "Haversack project <packages@haversack.example>"
_ARCHITECTURE: Final = "amd64"
_TAR: Final = ("--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu")
APP_PLACE: Final = "usr/lib/haversack"
"""Where the package puts the app; its `preinst` names it."""
HUB_PLACE: Final = "opt/haversack-hub/bin"
"""Where the package puts the hub; its service and `install_hub.sh` name it."""
PORTABLE: Final = "Haversack-portable"
"""What the portable archive unpacks to, in every version: vaults lie in it, and a newer one must find them."""
_APP: Final = """\
Package: haversack
Version: {version}
Architecture: amd64
Maintainer: {maintainer}
Installed-Size: {size}
Depends: libc6 (>= 2.36), libgl1, libegl1, libfontconfig1, libfreetype6, libxcb1
Recommends: libwayland-cursor0, libcups2
Section: net
Priority: optional
Description: an offline-first, encrypted copy of a network's directory, library and training
 For staff and volunteers of refugee-rights organisations: everything can be read and written without a connection, and
 travels by a hub or a USB stick when there is one.
"""
_HUB: Final = """\
Package: haversack-hub
Version: {version}
Architecture: amd64
Maintainer: {maintainer}
Installed-Size: {size}
Depends: libc6 (>= 2.36), adduser
Section: net
Priority: optional
Description: hub of a Haversack network
 Keeps and hands on what members of a network wrote, without being able to read it.
"""


def pack_app_deb(app: Program, release: Release) -> Path:
    """Make the `.deb` of the app; return it."""
    tree = _fresh("app-deb")
    _copy_program(app, tree / APP_PLACE)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/haversack").symlink_to("../lib/haversack/haversack")
    for source, target in (
        (_PARTS / "haversack.desktop", "usr/share/applications/haversack.desktop"),
        (_PARTS / "haversack-mime.xml", "usr/share/mime/packages/haversack.xml"),
        (ROOT / "resources/app/icon.svg", "usr/share/icons/hicolor/scalable/apps/haversack.svg"),
        (ROOT / "resources/app/icon-512.png", "usr/share/icons/hicolor/512x512/apps/haversack.png"),
    ):
        _put(source, tree / target)
    _documents("haversack", tree)
    return _deb(tree, _APP, {"preinst": "preinst", "postrm": "postrm"}, release)


def pack_hub_deb(hub: Program, release: Release) -> Path:
    """Make the `.deb` of the hub, with the service of `packaging/deploy` as it is; return it."""
    tree = _fresh("hub-deb")
    _copy_program(hub, tree / HUB_PLACE)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/haversack-hub").symlink_to(f"/{HUB_PLACE}/haversack-hub")
    _put(ROOT / "packaging/deploy/haversack-hub.service", tree / "lib/systemd/system/haversack-hub.service")
    _documents("haversack-hub", tree)
    for example in ("Caddyfile", "nginx.conf"):
        _put(ROOT / "packaging/deploy" / example, tree / "usr/share/doc/haversack-hub/examples" / example)
    scripts = {"postinst": "hub-postinst", "prerm": "hub-prerm", "postrm": "hub-postrm"}
    return _deb(tree, _HUB, scripts, release)


def pack_run(app: Program, release: Release) -> Path:
    """Make the self-extracting installer, for people without root; return it."""
    tree = _fresh("run")
    _copy_program(app, tree / "haversack")
    for script in ("install.sh", "uninstall.sh"):
        _put(_PARTS / script, tree / "haversack" / script, program=True)
    _put(_PARTS / "install.sh", tree / "install.sh", program=True)
    keep_text(MAKESELF, BUILD_ROOT, tree / "haversack" / "licences")
    for name in ("haversack.desktop", "haversack-mime.xml"):
        _put(_PARTS / name, tree / name)
    _put(ROOT / "resources/app/icon.svg", tree / "haversack.svg")
    set_moments(tree, release.epoch)
    name = f"Haversack-{release.version}-linux-x86_64.run"
    script = (
        # The installer's own words are understood beside makeself's, which would call them unknown.
        "sed 's/^    -h | --help)$/    --uninstall | --no-start)\\n\\tbreak\\n\\t;;\\n&/' "
        "/usr/share/makeself/makeself-header.sh >/build/stage/header.sh; "
        f'makeself --xz --nox11 --nowait --noprogress --packaging-date "$(date -u -d @{release.epoch})" '
        f"--tar-extra '{' '.join(_TAR)}' --header /build/stage/header.sh /build/stage/run /build/stage/{name} "
        f"'Haversack {release.version}' ./install.sh"
    )
    run_inside(BUILD_ROOT, "/bin/sh", "-euc", script, release=release)
    return _STAGE / name


def pack_portable(app: Program, release: Release) -> Path:
    """Make the archive that runs from a stick; return it."""
    tree = _fresh("portable")
    lay_out_portable(app, tree)
    set_moments(tree, release.epoch)
    name = f"Haversack-{release.version}-linux-x86_64-portable.tar.xz"
    script = f"tar -C /build/stage/portable {' '.join(_TAR)} -c {PORTABLE} | xz -9 -T1 >/build/stage/{name}"
    run_inside(BUILD_ROOT, "/bin/sh", "-euc", script, release=release)
    return _STAGE / name


def lay_out_portable(app: Program, tree: Path) -> None:
    """Put what the portable archive holds into an empty folder."""
    _copy_program(app, tree / PORTABLE / "haversack")
    _put(_PARTS / "start-portable.sh", tree / PORTABLE / "Start-Haversack.sh", program=True)
    _without_links(tree / PORTABLE)


def _deb(tree: Path, control: str, scripts: dict[str, str], release: Release) -> Path:
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(
        control.format(version=release.version, maintainer=_MAINTAINER, size=size), "utf-8"
    )
    for target, source in scripts.items():
        _put(_PARTS / source, tree / "DEBIAN" / target, program=True)
    set_moments(tree, release.epoch)
    package = control.splitlines()[0].removeprefix("Package: ")
    name = f"{package}_{release.version}_{_ARCHITECTURE}.deb"
    inside = (f"/build/stage/{tree.name}", f"/build/stage/{name}")
    options = ("--root-owner-group", "--threads-max=1", "-Zxz", "-z9")
    run_inside(BUILD_ROOT, "dpkg-deb", *options, "--build", *inside, release=release)
    return _STAGE / name


def _documents(package: str, tree: Path) -> None:
    folder = tree / "usr/share/doc" / package
    _put(ROOT / "LICENSE", folder / "copyright")
    with gzip.GzipFile(folder / "changelog.gz", "wb", mtime=0) as stream:
        stream.write((ROOT / "CHANGELOG.md").read_bytes())


def _copy_program(program: Program, target: Path) -> None:
    shutil.copytree(program.folder, target, symlinks=True)


def _without_links(folder: Path) -> None:
    """Sticks know no links; those of PyInstaller name libraries that Qt finds by itself, beside the ones that ask."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            path.unlink()


def _put(source: Path, target: Path, *, program: bool = False) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if program else 0o644)


def _fresh(name: str) -> Path:
    tree = _STAGE / name
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    return tree
