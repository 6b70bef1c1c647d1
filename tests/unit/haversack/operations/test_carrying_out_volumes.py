"""D4: what a stick of the shops can hold: FAT32 itself where this computer lets us make one, and its rules anywhere."""

import contextlib
import errno
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from haversack.operations.browsing import list_records
from haversack.operations.carrying_in import carry_in
from haversack.operations.carrying_out import Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store.cost import COST_FLOOR
from haversack.store.stick_files import StickError
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.carry import carry
from haversack_sync.model.ids import parse_record_id
from haversack_sync.model.roles import Role
from haversack_sync.protocol.limits import MAX_HOMEWARD_BYTES, MAX_OUTBOX_BYTES, MAX_PARCEL_BYTES, MAX_SEGMENT_BYTES
from tests.unit.haversack.little_network import (
    HUB_ADDRESS,
    PASSPHRASE,
    own_organisation,
    own_state,
)
from tests.unit.haversack.operations.carrying import Stick, founded_at_a_stick

VOLUME_BYTES: Final = 40_000_000
"""About the smallest FAT32 that is one."""
LONGEST_FAT_FILE: Final = 2**32 - 1
FORBIDDEN: Final = re.compile(r'[\x00-\x1f"*/:<>?\\|]|[. ]$')
RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Stick, Workspace]]:
    yield from founded_at_a_stick(tmp_path)


def life(made: tuple[Stick, Workspace], place: Path) -> Workspace:
    """Join, write, carry out, meet the hub, carry in: all on one stick."""
    (stick, coordinator), network = made, made[0].network
    code = invite(coordinator, ForNewOrganisation("House of Amal", "en"), Role.EDITOR)
    network.sync(coordinator)
    carry(stick.data, place, clock=network.clock)
    new = NewDevice(network.base / "amal", PASSPHRASE, code, HUB_ADDRESS, "a laptop", COST_FLOOR)
    enrol(new, FolderEndpoint(place), clock=network.own_clock(), wishes=Wishes())
    amal = network.new_vault("amal", lambda folder: folder)
    edit(amal, own_organisation(amal), ["services=Soup"])
    carry_out(amal, place, Carrying())
    carry(stick.data, place, clock=network.clock)
    assert carry_in(amal, place, Wishes()).answered == 2
    assert own_state(amal) == "published"
    return amal


def test_d4_names_and_sizes_are_what_every_stick_can_hold(made: tuple[Stick, Workspace]) -> None:
    place = made[0].place

    life(made, place)

    paths = [path.relative_to(place) for path in place.rglob("*")]
    assert len(paths) > 10
    assert len({str(path).lower() for path in paths}) == len(paths), "two names differ by capitals alone"
    for path in paths:
        assert not FORBIDDEN.search(path.name), path
        assert not RESERVED.match(path.name), path
        assert str(path).isascii()
        assert len(str(path)) < 200, "Windows adds its own to it, and has 260"
    longest = max(MAX_PARCEL_BYTES, MAX_OUTBOX_BYTES, MAX_HOMEWARD_BYTES, MAX_SEGMENT_BYTES)
    assert longest < LONGEST_FAT_FILE


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.EROFS, "read_only"), (errno.ENOSPC, "full"), (errno.EFBIG, "full"), (errno.EIO, "gone")],
)
def test_d4_what_the_system_says_while_a_stick_is_written_is_told_apart_and_nothing_counts_as_sent(
    made: tuple[Stick, Workspace], monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    (stick, coordinator), opened = made, os.open
    organisation = parse_record_id(list_records(coordinator, "organisation")[0].id)
    edit(coordinator, organisation, ["services=Soup"])

    def refuse(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(stick.place)):
            raise OSError(number, "as the system says it")
        return opened(path, flags, mode, dir_fd=dir_fd)

    with monkeypatch.context() as bad:
        bad.setattr(os, "open", refuse)
        with pytest.raises(StickError, match=reason):
            carry_out(coordinator, stick.place, Carrying())

    assert carry_out(coordinator, stick.place, Carrying()).changes == 1


def tool(name: str) -> str:
    """Return where a tool is, or skip the test."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not on this computer")
    return found


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Make the image of a FAT32 volume."""
    image = tmp_path / "stick.img"
    with image.open("wb") as file:
        file.truncate(VOLUME_BYTES)
    subprocess.run([tool("mkfs.vfat"), "-F", "32", str(image)], check=True, capture_output=True)
    return image


@pytest.fixture
def volume(image: Path, tmp_path: Path) -> Iterator[Path]:
    """Mount a FAT32 volume; return where."""
    place = tmp_path / "mounted"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "vfat", "-o", "loop", str(image), str(place)], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip(f"this computer mounts no FAT32 image: {done.stderr.decode().splitlines()[0]}")
    yield place
    subprocess.run(["umount", str(place)], check=True, capture_output=True)


@pytest.fixture
def driven(image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Mount a FAT32 volume by a driver in user space, where the system has none; return where."""
    place, measured = tmp_path / "driven", shutil.disk_usage
    place.mkdir()
    done = subprocess.run(
        [tool("fusefat"), "-o", "rw+", str(image), str(place)], check=False, capture_output=True, timeout=30
    )
    if done.returncode:
        pytest.skip("this computer mounts nothing by drivers in user space")
    # This driver does not say how large the volume is.
    lent = measured(tmp_path)._replace(free=VOLUME_BYTES // 2)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: measured(path) if measured(path).total else lent)
    yield place
    subprocess.run([tool("fusermount"), "-u", str(place)], check=True, capture_output=True, timeout=30)
    subprocess.run([tool("fsck.vfat"), "-n", str(image)], check=True, capture_output=True)


def fill(path: Path) -> None:
    """Write a file until there is no room."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(10_000)):
            pass


def test_d4_a_life_on_a_fat32_stick_by_another_driver(made: tuple[Stick, Workspace], driven: Path) -> None:
    amal = life(made, driven)
    edit(amal, own_organisation(amal), ["services=Soup and bread"])

    assert carry_out(amal, driven, Carrying()).changes == 1


def test_d4_a_life_on_a_fat32_stick_and_what_a_full_and_a_read_only_one_say(
    made: tuple[Stick, Workspace], volume: Path
) -> None:
    amal = life(made, volume)
    edit(amal, own_organisation(amal), ["services=Soup and bread"])
    filler = volume / "holiday films"
    fill(filler)
    with pytest.raises(StickError, match="full"):
        carry_out(amal, volume, Carrying())
    assert own_state(amal) == "waiting"
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(volume)], check=True, capture_output=True)
    with pytest.raises(StickError, match="read_only"):
        carry_out(amal, volume, Carrying())
    subprocess.run(["mount", "-o", "remount,rw", str(volume)], check=True, capture_output=True)

    assert carry_out(amal, volume, Carrying()).changes == 1
