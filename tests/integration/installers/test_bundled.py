"""What of others lies inside the wheels: each part is listed, of the version that the library says, with its text."""

import importlib.metadata
import json
import re
import zipfile
from pathlib import Path

import pytest
from payload.bundled import TABLE, WITHOUT_TEXT, UnlistedLibraryError, inside, unlisted
from payload.licences import MissingLicenceError, collect
from payload.locked import read_lock
from payload.release import ROOT
from payload.sbom import Part

LOCKED = {
    f"{each.name}=={each.version}": each for each in read_lock((ROOT / "requirements" / "desktop.lock").read_text())
}
PYSIDE = "pyside6_essentials-6.9.3-cp39-abi3-manylinux_2_28_x86_64.whl"
SAYS = {
    "icu": (r"PySide6/Qt/lib/libicuuc\.so\.73", b"\x0073.2\x00"),
    "harfbuzz": (r"PySide6/Qt/lib/libQt6Gui\.so\.6", b"\x0011.5.0\x00"),
    "libpng": (r"PySide6/Qt/lib/libQt6Gui\.so\.6", b"\x001.6.50\x00"),
    "pcre2": (r"PySide6/Qt/lib/libQt6Core\.so\.6", b"\x0010.46 2025-08-27\x00"),
    "libyaml": (r"yaml/_yaml\..*\.so", b"\x000.2.5\x00"),
    "openssl": (r"sqlcipher3/_sqlite3\..*\.so", b"\x00OpenSSL 3.6.0 1 Oct 2025\x00"),
    "sqlcipher": (r"sqlcipher3/_sqlite3\..*\.so", b"4.19.0"),
    "sqlite": (r"sqlcipher3/_sqlite3\..*\.so", b"3.53.4"),
}
"""Where a library says its version, and as what, in the wheels for Linux. zstd says it as a number, zlib on Windows."""


def wheel_with(folder: Path, name: str, files: dict[str, str]) -> Path:
    wheel = folder / name
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return wheel


@pytest.mark.parametrize("pinned", sorted(TABLE))
def test_what_lies_in_a_wheel_was_looked_at_for_the_version_that_is_locked(pinned: str) -> None:
    assert pinned in LOCKED, "look into the new wheels, then correct payload/bundled.py"


@pytest.mark.parametrize("pinned", sorted(LOCKED))
def test_each_library_in_a_wheel_of_the_lock_file_belongs_to_a_listed_part(pinned: str) -> None:
    try:
        files = importlib.metadata.files(LOCKED[pinned].name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("no part of this system")

    assert files
    assert unlisted([file.as_posix() for file in files], TABLE.get(pinned, ())) == []


def test_libraries_are_found_in_the_wheels_themselves() -> None:
    files = [file.as_posix() for file in importlib.metadata.files("pyside6-essentials") or ()]

    assert {Path(name).name for name in unlisted(files, ())} == {
        "libicudata.so.73",
        "libicui18n.so.73",
        "libicuuc.so.73",
    }


@pytest.mark.parametrize("name", sorted(SAYS))
def test_a_version_in_the_list_is_what_the_library_says(name: str) -> None:
    pinned, row = next((pinned, row) for pinned, rows in TABLE.items() for row in rows if row.name == name)
    place, said = SAYS[name]
    files = importlib.metadata.files(LOCKED[pinned].name) or ()
    (library,) = (file for file in files if re.fullmatch(place, file.as_posix()))

    assert row.version.encode() in said
    assert said in Path(str(library.locate())).read_bytes()


def test_every_part_has_its_text_but_the_two_that_need_none() -> None:
    kept = {path.parent.name for path in (ROOT / "packaging" / "installers" / "licences").glob("*/*")}
    names = {row.name for rows in TABLE.values() for row in rows}

    # The three crates of cryptography that offer no Apache licence, and Qt itself, stand in no row.
    assert names - kept == set(WITHOUT_TEXT)
    assert kept - names == {"qt", "asn1", "openssl-sys", "pem"}


@pytest.mark.parametrize(
    "file",
    ["some_thing.libs/libother-1234.so.5", "some_thing/.dylibs/libother.5.dylib", "some_thing/other.dll"],
)
def test_a_library_that_nobody_listed_stops_the_build(tmp_path: Path, file: str) -> None:
    wheel = wheel_with(tmp_path, "some_thing-1.0-py3-none-any.whl", {file: ""})

    with pytest.raises(UnlistedLibraryError, match=re.escape(file)):
        inside(wheel)


def test_a_wheel_of_each_system_holds_what_is_in_its_own(tmp_path: Path) -> None:
    windows = wheel_with(tmp_path, "pyside6_essentials-6.9.3-cp39-abi3-win_amd64.whl", {"PySide6/Qt6Core.dll": ""})
    linux = wheel_with(tmp_path, PYSIDE, {"PySide6/Qt/lib/libicuuc.so.73": ""})

    names = [{part.name for part in inside(wheel)} for wheel in (windows, linux)]

    assert names[0] - names[1] == {"d3d12-memory-allocator", "freetype", "microsoft-visual-c-runtime", "zlib"}
    assert names[1] - names[0] == {"icu", "wayland-protocols"}


def listed(tmp_path: Path, *components: dict[str, object]) -> Path:
    text = json.dumps({"components": components})
    return wheel_with(
        tmp_path,
        "some_thing-1.0-py3-none-any.whl",
        {
            "some_thing-1.0.dist-info/sboms/list.json": text,
            "some_thing-1.0.dist-info/licenses/LICENSE": "own",
        },
    )


def component(name: str, licence: str, *, kind: str = "cargo", scope: str = "required") -> dict[str, object]:
    purl = f"pkg:{kind}/{name}@2"
    return {"name": name, "version": "2", "purl": purl, "scope": scope, "licenses": [{"expression": licence}]}


def test_what_a_wheel_lists_itself_is_taken_but_for_what_only_builds(tmp_path: Path) -> None:
    wheel = listed(
        tmp_path,
        component("pem", "MIT"),
        component("cc", "MIT", scope="excluded"),
        component("syn", "MIT"),
        component("own?download_url=file://.", "MIT"),
        {"name": "openssl", "version": "4.0.3", "purl": "pkg:generic/openssl@4.0.3?download_url=https://x.example"},
    )

    assert inside(wheel) == (
        Part("pem", "2", "cargo", "MIT"),
        Part("openssl", "4.0.3", "generic", "Apache-2.0"),
    )


def test_texts_of_what_lies_in_a_wheel_travel(tmp_path: Path) -> None:
    wheel = listed(tmp_path, component("pem", "MIT"), component("libc", "MIT OR Apache-2.0"))
    sqlcipher = wheel_with(
        tmp_path,
        "sqlcipher3-0.6.4-cp311-cp311-manylinux_2_28_x86_64.whl",
        {"sqlcipher3-0.6.4.dist-info/licenses/LICENSE": "own"},
    )

    collect([wheel, sqlcipher], tmp_path / "texts")

    found = {path.relative_to(tmp_path / "texts").as_posix() for path in (tmp_path / "texts").glob("*/*")}
    assert {"pem/LICENSE.md", "openssl/LICENSE", "sqlcipher/LICENSE.md", "sqlcipher3/licenses-LICENSE"} <= found
    assert "Redistributions in binary form" in (tmp_path / "texts/sqlcipher/LICENSE.md").read_text()


def test_a_part_in_a_wheel_without_a_text_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(MissingLicenceError, match="unheard-of"):
        collect([listed(tmp_path, component("unheard-of", "MIT"))], tmp_path / "texts")
