"""A forked process is what a started one is: same answers, signals and ends. Else the stories would prove little."""

import signal
import sys
from pathlib import Path

import pytest

from tests.integration.processes import HUB, HubProcess, Started, run, surroundings

_VERB = (sys.executable, "-m", "haversack")
_COMMANDS = (
    (*_VERB, "--help"),
    (*_VERB, "no-such-verb"),
    (*_VERB, "status", "--json", "--vault", "nowhere", "--passphrase-file", "nowhere"),
    (*_VERB, "status", "--vault", "nowhere", "--passphrase-file", "nowhere"),
    (str(HUB), "--help"),
    (str(HUB), "status", "--data", "nowhere"),
)


@pytest.mark.parametrize("command", _COMMANDS, ids=lambda command: " ".join(command[1:]))
def test_it_says_what_a_started_one_says(command: tuple[str, ...], tmp_path: Path) -> None:
    environment = surroundings(tmp_path) | {"COLUMNS": "100"}

    forked = run(command, environment, tmp_path)

    assert forked == run(command, environment, tmp_path, is_loaded=False)


def test_it_reads_what_is_typed_speaks_the_language_and_works_in_its_folder(tmp_path: Path) -> None:
    environment = surroundings(tmp_path) | {"LANGUAGE": "fr"}
    command = [*_VERB, "enrol", "-", "--from", "here", "--vault", "vault", "--passphrase-file", "words.txt"]
    (tmp_path / "words.txt").write_text("four quiet words here\n", encoding="utf-8")

    forked = run(command, environment, tmp_path, typed="not a code\n")

    assert forked == run(command, environment, tmp_path, typed="not a code\n", is_loaded=False)
    assert forked.code == 1


@pytest.mark.parametrize("is_loaded", [True, False])
def test_a_hub_starts_stops_and_dies(tmp_path: Path, *, is_loaded: bool) -> None:
    hub = HubProcess(tmp_path / "hub", surroundings(tmp_path), is_loaded=is_loaded)

    hub.start()
    hub.stop()
    hub.start()

    assert hub.kill().code == -signal.SIGKILL


def test_a_verb_that_waits_can_be_killed(tmp_path: Path) -> None:
    hub = HubProcess(tmp_path / "hub", surroundings(tmp_path))
    hub.start()
    started = Started(
        [str(HUB), "serve", "--data", str(tmp_path / "other"), "--port", "0"], surroundings(tmp_path), tmp_path
    )

    assert started.is_running
    assert started.kill().code == -signal.SIGKILL
    hub.stop()
