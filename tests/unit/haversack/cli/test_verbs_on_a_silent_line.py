"""A line that goes silent: what came before is kept at once, in the terminal as in the window."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.cli import file_verbs
from haversack.cli.progress import Progress
from haversack_sync.client.conditions import Report
from haversack_sync.protocol.requests import RequestAuth
from tests.unit.haversack.cli.conftest import InProcess, Terminal
from tests.unit.haversack.little_network import CONTENT, write_folder
from tests.unit.haversack_sync.client.client_rig import frames_of

PAST_PATIENCE = 30.0


def test_what_came_before_a_silence_is_kept_during_it(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many: dict[str, str | bytes] = {}
    for number in range(40):
        text = random.Random(number).randbytes(900).hex()
        many[f"topics/t{number}.md"] = f"---\nlanguage: en\nname: Topic {number}\n---\n{text}\n"
    terminal.lines("publish", write_folder(tmp_path / "many", dict(CONTENT) | many), vault="coordinator")
    terminal.lines("sync", vault="coordinator")
    is_kept, kept_in_silence = threading.Event(), list[bool]()

    class Silent(InProcess):
        def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
            *first, last = frames_of(b"".join(super().exchange(body, auth)))
            yield b"".join(first)
            if first and not kept_in_silence:
                kept_in_silence.append(is_kept.wait(PAST_PATIENCE))
            yield last

    def tell(_: Progress, report: Report) -> None:
        if report.applied:
            is_kept.set()

    monkeypatch.setattr(Progress, "tell", tell)
    monkeypatch.setattr(file_verbs, "HttpEndpoint", lambda _, proxy: Silent(terminal.network.hub))

    terminal.lines("sync")

    assert kept_in_silence == [True]
