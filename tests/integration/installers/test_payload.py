"""What all installers share: lock files, pruning, licences, the list of parts, checksums."""

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from macos.parts import mac
from payload.debian import keep_text, packages_of, part_of_package
from payload.licences import MissingLicenceError, collect, own_content, part_of
from payload.locked import LINUX, Pinned, Target, get_wheels, needed, read_lock, wheel_of
from payload.pruning import QT_PARTS, is_left_out, prune
from payload.release import ROOT, Release, kept_files
from payload.sbom import Part, bill
from payload.sums import differences, set_moments, sha256, write_sums

RELEASE = Release("0.1.0", "a" * 40, 1_795_000_000, is_clean=True)
WINDOWS = Target(("win_amd64",), "3.11", "win32")
DESKTOP = read_lock((ROOT / "requirements" / "desktop.lock").read_text("utf-8"))


def make_wheel(folder: Path, name: str, *, metadata: str = "", files: tuple[str, ...] = ()) -> Path:
    folder.mkdir(exist_ok=True)
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\n{metadata}\n")
        for file in files:
            archive.writestr(file, f"text of {file}")
    return wheel


def test_a_lock_file_is_read_whole_with_markers_and_hashes() -> None:
    by_name = {each.name: each for each in DESKTOP}

    assert by_name["tzdata"].marker == "sys_platform == 'win32'"
    assert len(DESKTOP) == len(re.findall("==", re.sub(r" ; .*", "", (ROOT / "requirements/desktop.lock").read_text())))
    assert all(each.hashes for each in DESKTOP)


def test_each_system_gets_the_packages_that_it_needs() -> None:
    linux, windows = ({each.name for each in needed(DESKTOP, target)} for target in (LINUX, WINDOWS))

    assert windows - linux == {"tzdata"}
    assert {"pyside6-essentials", "sqlcipher3"} <= linux


def test_a_wheel_is_found_however_its_name_is_spelled(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "Some_Thing")

    assert wheel_of(Pinned("some-thing", "1.0", "", ()), tmp_path) == wheel
    with pytest.raises(FileNotFoundError):
        wheel_of(Pinned("some-thing", "1.1", "", ()), tmp_path)


def test_no_part_of_qt_that_the_program_imports_is_left_out() -> None:
    sources = (path.read_text("utf-8") for path in (ROOT / "desktop").rglob("*.py"))
    imported = {name for text in sources for name in re.findall(r"from PySide6\.Qt(\w+)", text)}

    assert imported
    assert imported <= set(QT_PARTS)
    for name in imported:
        for path in (f"PySide6/Qt{name}.abi3.so", f"PySide6/Qt/lib/libQt6{name}.so.6", f"PySide6/Qt6{name}.dll"):
            assert not is_left_out(path), path


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/QtQml.abi3.so",
        "PySide6/QtQuick.pyd",
        "PySide6/Qt6Designer.dll",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6/Qt/qml/QtQuick/qmldir",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/plugins/sqldrivers/qsqlite.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "sqlalchemy/dialects/oracle/base.py",
        "zstandard/_cffi.cpython-311-x86_64-linux-gnu.so",
    ],
)
def test_what_nothing_uses_goes(path: str) -> None:
    assert is_left_out(path)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/__init__.py",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/translations/qtbase_ar.qm",
        "sqlalchemy/dialects/sqlite/base.py",
        "sqlalchemy/dialects/__init__.py",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "alembic/ddl/mssql.py",
        "sqlalchemy/dialects/postgresql/base.py",
        "babel/locale-data/ar_EG.dat",
        "cryptography/hazmat/bindings/_rust.abi3.so",
    ],
)
def test_what_is_used_stays(path: str) -> None:
    assert not is_left_out(path)


IMPORT_ALL = """
import importlib, importlib.abc, importlib.machinery, pkgutil, sys
from pathlib import Path
from payload.pruning import is_left_out

class Pruned(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        origin = Path(found.origin) if found and found.origin and found.has_location else None
        if origin and "site-packages" in origin.parts:
            inside = origin.parts[len(origin.parts) - 1 - origin.parts[::-1].index("site-packages") + 1 :]
            if is_left_out("/".join(inside)):
                raise ModuleNotFoundError(f"left out: {name}")
        return None

sys.meta_path.insert(0, Pruned())
import haversack, haversack_sync
count = 0
for package in (haversack, haversack_sync):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            count += 1
import alembic.command, alembic.ddl, sqlalchemy.dialects.sqlite, uvicorn.loops.auto, uvicorn.protocols.http.auto
try:
    import sqlalchemy.dialects.oracle
except ModuleNotFoundError:
    print(count)
"""


def test_every_module_of_ours_is_imported_without_what_is_left_out() -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "packaging" / "installers"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", IMPORT_ALL]

    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 300


def test_pruning_tells_what_went_and_leaves_no_empty_folder(tmp_path: Path) -> None:
    for name in ("PySide6/Qt/qml/QtQuick/qmldir", "PySide6/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("12345")

    assert prune(tmp_path) == 5
    assert [path.name for path in tmp_path.rglob("*")] == ["PySide6", "__init__.py"]


def test_the_licence_of_every_part_is_gathered(tmp_path: Path) -> None:
    wheels = [
        make_wheel(tmp_path / "wheels", "some_thing", files=("some_thing-1.0.dist-info/licenses/LICENSE",)),
        make_wheel(tmp_path / "wheels", "shiboken6"),
    ]

    collect(wheels, tmp_path / "texts")

    found = {path.relative_to(tmp_path / "texts").as_posix() for path in (tmp_path / "texts").rglob("*.*")}
    assert {"shiboken6/LGPL-3.0.txt", "shiboken6/NOTICE.md", "noto-fonts/OFL.txt"} <= found
    assert (
        tmp_path / "texts/some-thing/licenses-LICENSE"
    ).read_text() == "text of some_thing-1.0.dist-info/licenses/LICENSE"
    assert (tmp_path / "texts/haversack/LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_a_part_without_a_licence_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(MissingLicenceError, match="some_thing"):
        collect([make_wheel(tmp_path / "wheels", "some_thing")], tmp_path / "texts")


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("License-Expression: MIT\nLicense: other", "MIT"),
        ("Classifier: License :: OSI Approved :: MIT License\nLicense: other", "MIT License"),
        ("License: Zlib", "Zlib"),
        ("", "see licences/some-thing"),
    ],
)
def test_a_part_is_listed_with_its_licence_and_hash(tmp_path: Path, metadata: str, licence: str) -> None:
    wheel = make_wheel(tmp_path, "some_thing", metadata=metadata)

    part = part_of(Pinned("some-thing", "1.0", "", ()), wheel)

    assert part == Part("some-thing", "1.0", "pypi", licence, (hashlib.sha256(wheel.read_bytes()).hexdigest(),))


def test_fonts_and_icons_are_parts_with_their_licences() -> None:
    found = {part.name: part for part in own_content()}

    fonts = sorted((ROOT / "resources" / "fonts").glob("*.ttf"))
    assert {path.stem: sha256(path) for path in fonts} == {
        name: part.hashes[0] for name, part in found.items() if part.licence == "OFL-1.1"
    }
    assert found["lucide-icons"].licence == "ISC"
    assert {part.version for part in found.values() if part.licence == "OFL-1.1"} == {"20201225-1"}
    assert "`fonts-noto-core` 20201225-1" in (ROOT / "resources" / "fonts" / "README.md").read_text("utf-8")


def test_a_package_that_gives_something_is_a_part_and_its_text_is_kept(tmp_path: Path) -> None:
    root, licences = tmp_path / "root", tmp_path / "licences"
    (root / "var/lib/dpkg").mkdir(parents=True)
    (root / "var/lib/dpkg/status").write_text(
        "Package: makeself\nStatus: install ok installed\nVersion: 2.5.0-1\nArchitecture: all\n"
        "Maintainer: nobody\nDescription: unpacks\n\n"
    )
    (root / "usr/share/doc/makeself").mkdir(parents=True)
    (root / "usr/share/doc/makeself/copyright").write_text("GPL-2.0-or-later")

    keep_text("makeself", root, licences)

    assert packages_of(root) == [("makeself", "2.5.0-1")]
    assert part_of_package("makeself", root) == Part("makeself", "2.5.0-1", "deb", "see licences/debian/makeself.txt")
    assert (licences / "debian" / "makeself.txt").read_text() == "GPL-2.0-or-later"
    with pytest.raises(MissingLicenceError, match="nsis"):
        keep_text("nsis", root, licences)


def test_texts_that_lie_on_each_debian_travel_with_what_only_names_them(tmp_path: Path) -> None:
    root, licences = tmp_path / "root", tmp_path / "licences"
    (root / "usr/share/common-licenses").mkdir(parents=True)
    (root / "usr/share/doc/xz").mkdir(parents=True)
    named = [f"/usr/share/common-licenses/{name}" for name in ("LGPL-2.1", "CC0-1.0", "GPL-2")]
    said = f"See {', '.join(named)}.\nNot GPL-3."
    (root / "usr/share/doc/xz/copyright").write_text(said)
    for name in ("CC0-1.0", "GPL-2", "GPL-3", "LGPL-2.1"):
        (root / "usr/share/common-licenses" / name).write_text(f"text of {name}")

    keep_text("xz", root, licences)

    kept = {each.name: each.read_text() for each in (licences / "debian/common-licenses").iterdir()}
    assert kept == {name: f"text of {name}" for name in ("CC0-1.0", "GPL-2", "LGPL-2.1")}
    (root / "usr/share/common-licenses/GPL-2").unlink()
    with pytest.raises(MissingLicenceError, match="GPL-2"):
        keep_text("xz", root, licences)


def test_a_mac_needs_the_same_packages_as_other_computers_of_the_app() -> None:
    names = {package.name for package in needed(DESKTOP, mac("3.13"))}

    assert {"pyside6-essentials", "sqlcipher3", "cryptography"} <= names
    assert names <= {package.name for package in DESKTOP}


def test_the_list_of_parts_is_the_same_text_whatever_the_order_and_names_each_once() -> None:
    parts = [Part("b", "2", "pypi", "MIT", ("0" * 64,)), Part("a", "1:1+x", "deb")]

    text = bill(RELEASE, "some.deb", parts)

    assert text == bill(RELEASE, "some.deb", [*reversed(parts), parts[0]])
    found = json.loads(text)
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["serialNumber"])
    assert [each["purl"] for each in found["components"]] == ["pkg:deb/debian/a@1%3A1%2Bx", "pkg:pypi/b@2"]
    assert found["components"][1]["hashes"] == [{"alg": "SHA-256", "content": "0" * 64}]
    assert found["dependencies"][0]["dependsOn"] == [each["bom-ref"] for each in found["components"]]


def test_the_list_of_parts_is_what_the_official_schema_asks_for() -> None:
    schema = JsonStrictValidator(SchemaVersion.V1_6)
    parts = [
        Part("a", "1:1+x", "deb", "see licences/debian/a.txt"),
        Part("without-version", "", "generic", "MIT"),
        Part("crate", "1", "cargo", "MIT"),
        Part("b", "2", "pypi", "BSD-3-Clause OR Apache-2.0", ("0" * 64,)),
        Part("c", "3", "pypi", "the licence of its makers", ("0" * 64, "1" * 64)),
        Part("cpython-embeddable", "3.13.2", "generic", "PSF-2.0", ("0" * 64,)),
    ]
    text = bill(RELEASE, "some.deb", parts)

    assert schema.validate_str(text) is None
    components = {each["name"]: each for each in json.loads(text)["components"]}
    assert components["a"]["licenses"] == [{"license": {"name": "see licences/debian/a.txt"}}]
    assert "version" not in components["without-version"]
    assert components["without-version"]["purl"] == "pkg:generic/without-version"
    wrong = text.replace('"type": "library"', '"type": "book"')
    assert wrong != text
    assert schema.validate_str(wrong) is not None


def test_checksums_are_those_that_the_usual_tool_reads(tmp_path: Path) -> None:
    for name in ("b.run", "a.deb"):
        (tmp_path / name).write_text(name)
    (tmp_path / "work").mkdir()
    # Notes of the builder.
    for name in ("sizes.json", "kit-sizes.json", "root.log", "root.stamp"):
        (tmp_path / name).touch()

    lines = write_sums(tmp_path).read_text().splitlines()
    again = write_sums(tmp_path).read_text().splitlines()

    assert lines == again == [f"{sha256(tmp_path / name)}  {name}" for name in ("a.deb", "b.run")]


def test_all_files_of_a_folder_carry_the_moment_of_the_release(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "program").write_text("")
    (tmp_path / "bin" / "program").chmod(0o700)
    (tmp_path / "text").touch(0o600)

    set_moments(tmp_path, RELEASE.epoch)

    assert {path.stat().st_mtime for path in [tmp_path, *tmp_path.rglob("*")]} == {float(RELEASE.epoch)}
    assert oct((tmp_path / "bin" / "program").stat().st_mode & 0o777) == "0o755"
    assert oct((tmp_path / "text").stat().st_mode & 0o777) == "0o644"


def test_only_what_git_keeps_is_taken() -> None:
    kept = kept_files("resources/fonts")

    assert Path("resources/fonts/OFL.txt") in kept
    assert all((ROOT / each).is_file() for each in kept)


def test_a_wheel_that_is_there_and_is_what_was_pinned_is_not_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*command: object, **options: object) -> None:
        raise ConnectionError("asked for it")

    wheel = make_wheel(tmp_path / "wheels", "some_thing")
    lock = tmp_path / "some.lock"
    monkeypatch.setattr(subprocess, "run", no_network)
    lock.write_text(f"some-thing==1.0 \\\n    --hash=sha256:{sha256(wheel)}\n")

    assert get_wheels(lock, LINUX, wheel.parent) == [wheel]

    lock.write_text(f"some-thing==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    with pytest.raises(ConnectionError):
        get_wheels(lock, LINUX, wheel.parent)


def test_two_builds_are_the_same_when_each_file_that_people_get_is(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        (folder / "work").mkdir(parents=True)
        for name in ("some.deb", "some.exe", "some.run"):
            (folder / name).write_text(name)
        (folder / "root.log").write_text(f"made in {folder}")
        write_sums(folder)
    (first / "sizes.json").write_text("[]")
    assert differences(first, second) == []

    (second / "some.deb").write_text("another")
    (second / "some.exe").unlink()
    (first / "some.run").unlink()

    assert differences(first, second) == [
        "some.exe was not built again",
        "some.run was not built the first time",
        "some.deb has other bytes",
    ]
