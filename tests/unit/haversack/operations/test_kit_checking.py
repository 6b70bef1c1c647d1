"""A check condemns what is broken or could mislead, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haversack_sync.protocol.limits import DEFAULT_INVITATION_DAYS
from tests.unit.haversack.operations.kit_desk import Desk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path)


def put(kit: Path, *names: str) -> None:
    """Write files onto a stick."""
    for name in names:
        (kit / name).parent.mkdir(parents=True, exist_ok=True)
        (kit / name).write_bytes(b"somebody else's")


def test_what_systems_and_people_leave_on_a_stick_does_not_make_a_kit_damaged(desk: Desk) -> None:
    desk.learn()
    desk.build()
    kit = desk.base / "kit"
    size = desk.check().size
    put(kit, "System Volume Information/WPSettings.dat", ".fseventsd/0001", ".DS_Store")
    (kit / "._START-HERE.html").write_bytes(bytes.fromhex("0005160700020000") + b"Mac OS X        ")
    put(kit, "Haversack-portable/Haversack.exe", "photos/2026/may/harbour.jpg", "list.ods")

    found = desk.check()

    assert found.is_whole
    assert (found.unknown, found.beside) == ((), ("Haversack-portable", "list.ods", "photos"))
    assert found.size == size, "what is not of the kit was counted as its size"


@pytest.mark.parametrize(
    "name", ["autorun.inf", "Update.exe", "START-HERE.html.lnk", "index.html", "._START-HERE.html"]
)
def test_what_could_be_opened_in_its_place_stays_a_reason_not_to_hand_a_kit_out(desk: Desk, name: str) -> None:
    desk.learn()
    desk.build()
    put(desk.base / "kit", name)

    found = desk.check()

    assert not found.is_whole
    assert (found.unknown, found.beside, found.damaged) == ((name,), (), ())


def test_invitations_that_have_expired_are_not_counted_as_working(desk: Desk) -> None:
    desk.learn()
    network = desk.made.network
    fresh, found = desk.build(), desk.check()
    last = datetime.fromtimestamp(network.clock.now, UTC).date() + timedelta(DEFAULT_INVITATION_DAYS - 1)

    network.wall_ms = (network.clock.now + (DEFAULT_INVITATION_DAYS + 1) * 24 * 3600) * 1000
    late, found_late = desk.build(), desk.check()

    assert (fresh.invitations, fresh.invited_until) == (1, last.isoformat())
    assert (found.invitations, found.invited_until) == (1, last.isoformat())
    assert (late.invitations, late.invited_until) == (0, "")
    assert (found_late.invitations, found_late.invited_until) == (0, "")
