"""The first start from a kit: which network it is stands there at once, and all of it is read with no network."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtWidgets import QLabel

from haversack.app import App
from haversack.clock import Clock
from haversack.operations.first_run import checked
from haversack.operations.network_file import read_network_file
from haversack.views.first_run_kit import KitBanner
from haversack.views.main_window import MainWindow
from haversack.views.parts.cards import Banner
from haversack_sync.protocol.profile import decode_profile, encode_profile
from tests.gui.conftest import Window, controls, put_away
from tests.gui.first_start import (
    ADDRESS_OR_FOLDER,
    Start,
    choose,
    field,
    make_kit,
    model_of,
    press,
    screen,
    start_first,
    status,
    texts,
    type_passphrase,
)

__all__ = ["start_first"]


@pytest.fixture
def kit(tmp_path: Path, starter: tuple[str, str]) -> Path:
    """A kit, as far as a first start looks at it."""
    folder = make_kit(tmp_path / "stick", starter).parent
    said = {
        "form": 1,
        "network": "a name that the note made up",
        "fingerprint": "0000",
        "built": "2026-03-02",
        "languages": ["en"],
        "installers": ["haversack-setup.exe", "not-there.exe", "../outside.exe"],
    }
    (folder / "kit.json").write_text(json.dumps(said))
    (folder / "haversack-setup.exe").write_bytes(b"a program")
    return folder


@pytest.fixture
def window(kit: Path, start_first: Start) -> Iterator[Window]:
    """A window where there is no vault, started from a kit."""
    with start_first(kit) as made:
        yield made


def test_a_kit_is_shown_to_compare_and_then_read_with_no_network(
    window: Window, kit: Path, starter: tuple[str, str], tmp_path: Path, fixed_clock: Clock
) -> None:
    assert model_of(window).typed.way == "network"
    assert all(group in texts(window) for group in starter[1].split())
    assert not (tmp_path / "new").exists(), "something was kept before anybody compared"
    choose(window, "I have an invitation")
    assert field(window, ADDRESS_OR_FOLDER).text() == str(kit)

    choose(window, "Just look around")
    type_passphrase(window)
    press(window, "Open Haversack")
    window.settle()

    assert isinstance(screen(window), MainWindow)
    now = status(window)
    assert (now.role, now.fingerprint, now.files_waiting_bytes) == ("visitor", starter[1], 0)
    assert now.records["lesson"] >= 4
    # A vault that is there is never touched by a kit, whichever it is.
    again = App(tmp_path / "new" / "1", "en", fixed_clock, kit=kit)
    assert again.first_run is None
    put_away(again)


def banner(window: Window) -> str:
    """Return what the banner of the kit says; nothing where it is not shown."""
    found = controls(screen(window), lambda one: isinstance(one, KitBanner))
    return " ".join(one.accessibleName() for each in found for one in each.findChildren(Banner))


def tone(window: Window) -> str:
    """Return how the banner of the kit looks."""
    (found,) = controls(screen(window), lambda one: isinstance(one, Banner) and "kit" in one.accessibleName().lower())
    return str(found.property("banner"))


def test_a_banner_says_whose_kit_it_is_and_what_its_own_note_says(
    window: Window, kit: Path, starter: tuple[str, str], tmp_path: Path
) -> None:
    name = read_network_file(kit).name
    assert banner(window).startswith(f"Kit of “{name}”. Built on 2 March 2026, by its own note.")
    assert "Only the fingerprint tells" in banner(window)
    assert "made up" not in texts(window), "the note is believed"

    press(window, "Details")
    assert "haversack-setup.exe" in texts(window)
    assert "haversack-setup.exe." not in texts(window), "a full stop reads as a part of the name"
    assert not any(one in texts(window) for one in ("not-there", "outside")), "what is not there is told as there"
    press(window, "Hide details")
    choose(window, "I have an invitation")
    assert banner(window), "an invitation begins from the kit too"
    field(window, ADDRESS_OR_FOLDER).setText(str(tmp_path))
    assert not banner(window), "another place is not this kit"

    # A kit of which nobody noted the day, and then one whose network somebody changed.
    (kit / "kit.json").unlink()
    field(window, ADDRESS_OR_FOLDER).setText(str(kit))
    model_of(window).kit.look(str(kit))
    window.settle()
    assert "It does not say when it was built." in banner(window)
    (first,) = kit.glob("haversack-*/feed-0-1")
    whole = first.read_bytes()
    data = bytearray(whole)
    data[len(data) // 2] ^= 1
    first.write_bytes(bytes(data))
    model_of(window).kit.look(str(kit))
    window.settle()
    assert banner(window).startswith("This kit cannot be used as it is.")
    assert name not in banner(window)
    assert tone(window) == "wait"

    first.write_bytes(whole)
    model_of(window).kit.look(str(kit))
    window.settle()
    assert banner(window).startswith(f"Kit of “{name}”.")
    assert tone(window) == "ok", "a kit that is good looks like one that is not"


def test_the_network_file_means_its_kit(kit: Path) -> None:
    assert checked(str(kit / "network.haversack")) == str(kit)
    assert checked(f" {kit} ") == str(kit)


def test_with_an_invitation_the_fingerprint_stands_there_also_of_a_stick_that_was_chosen_by_hand(
    window: Window, kit: Path, starter: tuple[str, str], tmp_path: Path
) -> None:
    choose(window, "I have an invitation")
    assert all(group in shown_in_banner(window) for group in starter[1].split())

    field(window, ADDRESS_OR_FOLDER).setText(str(tmp_path))
    window.settle()
    assert not banner(window)
    for chosen in (shutil.copytree(kit, tmp_path / "other"), tmp_path / "other" / "network.haversack"):
        field(window, ADDRESS_OR_FOLDER).setText(str(chosen))
        window.settle()
        assert banner(window).startswith("Kit of “")
        assert all(group in shown_in_banner(window) for group in starter[1].split())


def shown_in_banner(window: Window) -> str:
    """Return what the banner of the kit shows, with what stands below it."""
    (found,) = controls(screen(window), lambda one: isinstance(one, KitBanner))
    return " ".join(one.text() for one in found.findChildren(QLabel) if one.isVisibleTo(found))


def lone_file(folder: Path, kit: Path, *, hubs: tuple[str, ...]) -> Path:
    """Write the kit's network file where nothing of the kit is, as an installer takes it along."""
    file = folder / "installed" / "kit" / "network.haversack"
    file.parent.mkdir(parents=True)
    profile = decode_profile((kit / "network.haversack").read_bytes())
    file.write_bytes(encode_profile(structs.replace(profile, hubs=hubs)))
    return file


def test_a_network_file_without_its_stick_tells_the_network_and_begins_with_its_hub(
    window: Window, kit: Path, starter: tuple[str, str], tmp_path: Path
) -> None:
    lone, profile = lone_file(tmp_path, kit, hubs=("https://hub.example",)), read_network_file(kit)

    window.app.open_file(lone)
    window.settle()

    assert model_of(window).source == "https://hub.example"
    assert banner(window).startswith(f"Network file of “{profile.name}”. Its content is not here: plug in")
    assert all(group in shown_in_banner(window) for group in starter[1].split())
    assert model_of(window).sight is None, "a hub was asked before anybody said so"


def test_a_network_file_that_lies_alone_and_names_no_hub_is_told_as_that(
    window: Window, kit: Path, tmp_path: Path
) -> None:
    window.app.open_file(lone_file(tmp_path, kit, hubs=()))
    window.settle()

    assert "This network file lies alone, and names no hub." in texts(window)
