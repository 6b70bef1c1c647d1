"""What the packages for Linux put beside the programs."""

import configparser
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from linux.clean_root import inside
from linux.freeze import size_of
from linux.packing import APP_PLACE, HUB_PLACE
from payload.release import ROOT

PARTS = ROOT / "packaging" / "installers" / "linux" / "parts"


def test_the_service_starts_the_hub_where_the_package_puts_it() -> None:
    service = (ROOT / "packaging/deploy/haversack-hub.service").read_text("utf-8")

    assert f"ExecStart=/{HUB_PLACE}/haversack-hub serve " in service
    assert "ExecStart=/opt/haversack-hub/bin/haversack-hub " in service


def test_a_network_file_is_known_by_the_name_under_which_kits_carry_it() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(PARTS / "haversack.desktop", "utf-8")
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (known,) = ET.parse(PARTS / "haversack-mime.xml").getroot().findall(f"{space}mime-type")  # noqa: S314 - our own file
    glob = known.find(f"{space}glob")

    assert glob is not None
    assert Path("network.haversack").match(glob.attrib["pattern"])
    assert entry["Desktop Entry"]["MimeType"] == f"{known.attrib['type']};"
    # Who opens one has it opened: the program is given its path.
    assert entry["Desktop Entry"]["Exec"] == "haversack window %f"


@pytest.mark.parametrize(
    ("script", "place"), [("postrm", "~/.local/share/haversack"), ("hub-postrm", "/var/lib/haversack-hub")]
)
def test_removing_a_package_says_what_stays_and_how_it_goes_and_an_upgrade_says_nothing(
    tmp_path: Path, script: str, place: str
) -> None:
    def said(why: str) -> str:
        command = ["sh", str(PARTS / script), why]
        surroundings = {"PATH": os.environ["PATH"], "DPKG_ROOT": str(tmp_path)}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings).stdout

    assert f"rm -r {place}\n" in said("remove")
    assert said("upgrade") == ""


def test_a_package_never_takes_the_place_of_a_program_that_is_open(tmp_path: Path) -> None:
    script = (PARTS / "preinst").read_text("utf-8")
    assert f"/{APP_PLACE}/haversack*)" in script
    (tmp_path / "preinst").write_text(script.replace(f"/{APP_PLACE}/", f"{tmp_path}/"), "utf-8")

    def installing(why: str) -> tuple[int, str]:
        command = ["sh", str(tmp_path / "preinst"), why, "0.1.0"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        return done.returncode, done.stderr

    shutil.copy(shutil.which("sleep") or "", tmp_path / "haversack")
    with subprocess.Popen([tmp_path / "haversack", "600"]) as program:
        try:
            code, said = installing("upgrade")
            # What dpkg asks when another script has failed must go through.
            assert installing("abort-upgrade") == (0, "")
        finally:
            program.kill()

    assert code == 1
    assert said.startswith("Haversack is open on this computer.")
    assert said.endswith("Nothing was changed.\n")
    assert installing("upgrade") == (0, "")


def test_every_script_of_a_package_is_checked_by_make_lint() -> None:
    show = ["make", "-s", "--eval", "show: ; @echo $(SHELL_SCRIPTS)", "show"]
    checked = subprocess.run(show, check=True, capture_output=True, text=True, cwd=ROOT).stdout.split()

    scripts = {one.relative_to(ROOT).as_posix() for one in PARTS.iterdir() if one.read_bytes().startswith(b"#!")}
    assert f"{PARTS.relative_to(ROOT)}/hub-postinst" in scripts
    assert scripts <= set(checked)
    assert len(checked) == len(set(checked))


def test_nothing_of_this_computer_goes_into_a_clean_root() -> None:
    command = inside(Path("/root-of-build"), "make", "it", surroundings={"SOURCE_DATE_EPOCH": "1"})

    assert "--net" in command
    assert command[command.index("chroot") :][:4] == ["chroot", "/root-of-build", "env", "-i"]
    assert command[-2:] == ["make", "it"]


def test_a_program_is_as_large_as_its_files_and_not_as_the_links_to_them(tmp_path: Path) -> None:
    (tmp_path / "library").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("library")

    assert size_of(tmp_path) == 5
