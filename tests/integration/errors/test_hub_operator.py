"""What the hub's operator meets: a sentence with a cure on standard error, exit code 1, and the folder as it was."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.processes import HUB, Answer, run
from tests.integration.world import World, fingerprints

pytestmark = pytest.mark.story


def _serve(world: World, folder: Path, *flags: str) -> Answer:
    return run([str(HUB), "serve", "--data", str(folder), "--port", "0", *flags], world.environment, world.folder)


def _says(answer: Answer, *words: str) -> None:
    assert (answer.code, answer.out) == (1, ""), answer
    (line,) = [line for line in answer.err.splitlines() if line.startswith("haversack-hub: ")]
    for word in words:
        assert word in line
    assert "Traceback" not in answer.err


CONFIGS = {
    "unknown key": ("chnages_per_device_and_day = 5\n", ["hub.toml", "chnages_per_device_and_day", "one of"]),
    "no number": ('request_burst = "many"\n', ["hub.toml", "request_burst", "whole number"]),
    "too small": ("request_bytes = 3\n", ["hub.toml", "request_bytes", "32768"]),
    "no TOML": ("request_burst many\n", ["hub.toml", "one `name = number`"]),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_configuration_that_cannot_be_used(name: str, world: World) -> None:
    text, words = CONFIGS[name]
    folder = world.folder / "hub"
    folder.mkdir()
    (folder / "hub.toml").write_text(text, encoding="utf-8")

    _says(_serve(world, folder), *words)

    assert fingerprints(folder).keys() == {"hub.toml"}


def _other_file(folder: Path) -> None:
    (folder / "hub.db").write_bytes(b"no database at all" * 1000)


def _damaged_keys(folder: Path) -> None:
    (folder / "hub-keys").write_text("sign here\n", encoding="utf-8")


def _empty_token(folder: Path) -> None:
    (folder / "registration-token").write_text("\n", encoding="utf-8")


FOLDERS: dict[str, Callable[[Path], None]] = {
    "another file": _other_file,
    "damaged keys": _damaged_keys,
    "empty token": _empty_token,
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_data_folder_that_cannot_be_used(name: str, world: World) -> None:
    world.hub.start()
    world.hub.stop()
    FOLDERS[name](world.hub.folder)
    before = fingerprints(world.hub.folder)

    _says(_serve(world, world.hub.folder), str(world.hub.folder))

    assert fingerprints(world.hub.folder) == before


def test_a_file_where_the_folder_should_be(world: World) -> None:
    path = world.folder / "letter.txt"
    path.write_text("Dear friend", encoding="utf-8")

    _says(_serve(world, path), "letter.txt", "--data")

    assert path.read_text(encoding="utf-8") == "Dear friend"


def test_an_address_that_is_taken(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _says(_serve(world, world.folder / "hub", "--port", str(port)), str(port), "--port")


def test_the_status_of_a_hub_that_is_not_there(world: World) -> None:
    folder = world.folder / "nowhere"

    _says(run([str(HUB), "status", "--data", str(folder)], world.environment, world.folder), "nowhere", "serve")

    assert not folder.exists()
