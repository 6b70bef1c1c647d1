"""Proves that the guards in `tests/conftest.py` bite, and that they let pass what is right."""

import logging
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from xml.etree import ElementTree as ET

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guards.logs import ExpectedLogs

MADE_UP = Path(__file__).parent / "made_up"
ROOT = Path(__file__).parents[2]

SAID = {
    "test_a_python_warning": "DeprecationWarning: old",
    "test_an_unclosed_file": "ResourceWarning: unclosed file",
    "test_a_line_of_log_that_was_not_announced": "unexpected WARNING from some.part: disk is odd",
    "test_a_line_of_a_logger_that_passes_nothing_on": "unexpected ERROR from deaf: lost",
    "test_an_announced_line_that_does_not_come": "missing ERROR that matches 'full'",
    "test_an_address_outside": "192.0.2.1",
    "test_an_expected_failure_that_passes": "[XPASS(strict)] known",
    "test_a_wait_without_end": "Timeout (>0.2s)",
    "undeclared_mark": "'slwo' not found in `markers`",
    "test_the_surroundings_do_not_reach_a_test": "",
}
"""Name of a made-up test, or of a file that is refused whole → words in what pytest says of it; none if it passes."""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run all made-up tests once, with settings, proxies and a zone around them.

    Returns:
        Name of the test → what pytest says of its failure; empty when it passed.
    """
    report = tmp_path_factory.mktemp("report") / "report.xml"
    around = {"HAVERSACK_HUB": "http://192.0.2.1", "HTTPS_PROXY": "http://192.0.2.1", "TZ": "Asia/Tokyo"}
    options = [f"--junitxml={report}", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    subprocess.run(
        [sys.executable, "-m", "pytest", *options, *map(str, sorted(MADE_UP.glob("*.py")))],
        cwd=ROOT,
        env=os.environ | around,
        capture_output=True,
        check=False,
    )
    told: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written a moment ago by pytest
        name = str(case.get("name")).rpartition(".")[2]
        said = [f"{each.get('message')} {each.text}" for each in case if each.tag in {"failure", "error"}]
        told[name] = told.get(name, "") + "".join(said)
    return told


@pytest.mark.parametrize("name", SAID)
def test_a_made_up_test_ends_as_it_should(name: str, outcomes: dict[str, str]) -> None:
    assert SAID[name] in outcomes[name]
    assert bool(SAID[name]) == bool(outcomes[name])


def test_every_made_up_test_is_looked_at(outcomes: dict[str, str]) -> None:
    assert outcomes.keys() == SAID.keys()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)", "OutsideAddressError"),
        ("import socket; socket.getaddrinfo('hub.example', 443)", "OutsideAddressError"),
        ("import socket; socket.create_server(('', 0))", "OutsideAddressError"),
        ("import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))", "OutsideAddressError"),
        ("import warnings; warnings.warn('old')", "UserWarning: old"),
    ],
    ids=["connection", "name", "server for everybody", "datagram", "warning"],
)
def test_a_child_process_is_guarded(code: str, words: str) -> None:
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert words in result.stderr


def test_a_child_process_may_talk_to_this_computer() -> None:
    code = (
        "import socket\n"
        "with socket.create_server(('127.0.0.1', 0)) as s, socket.create_connection(s.getsockname()): pass\n"
        "with socket.create_server(('::1', 0), family=socket.AF_INET6) as s: pass\n"
        "for end in socket.socketpair(): end.close()\n"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_test_may_talk_to_this_computer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_an_announced_line_of_log_passes(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.WARNING, "disk is o.d", count=2)

    logging.getLogger("some.part").warning("disk is odd")
    threading.Thread(target=logging.getLogger("some.part").warning, args=["disk is old"]).run()


def test_a_line_of_log_below_warning_passes() -> None:
    logging.getLogger("some.part").info("fine")


def test_home_and_data_folders_are_empty_and_the_tests_own(own_folders: Path) -> None:
    data = platformdirs.user_data_path("haversack")

    assert Path.home() == own_folders / "home"
    assert data.is_relative_to(own_folders)
    assert [each for each in own_folders.rglob("*") if not each.is_dir()] == []


@given(st.integers())
def test_generated_examples_run_under_the_guards(number: int) -> None:
    assert int(str(number)) == number
