"""What terminals do to an answer and to a passphrase: letters that they lack, nobody who types, and who does."""

import os
import subprocess
from collections.abc import Iterator
from typing import Self

import msgspec
import pytest

from tests.integration.errors.told import check_words
from tests.integration.processes import PATIENCE_SECONDS, Answer, run
from tests.integration.shapes import ErrorAnswer, ListedAnswer
from tests.integration.stage import Stage
from tests.integration.world import Computer

pytestmark = pytest.mark.story


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_that_lacks_letters_shows_the_others(encoding: str, stage: Stage) -> None:
    surroundings = stage.world.environment | {"PYTHONIOENCODING": encoding}
    words = stage.field.command("list", "topic", "--language", "ar")

    for_people = run(words, surroundings, stage.world.folder)
    for_programs = run([*words, "--json"], surroundings, stage.world.folder)

    assert (for_people.code, for_people.err) == (0, "")
    assert "??" in for_people.out
    titles = [one.title for one in msgspec.json.decode(for_programs.out, type=list[ListedAnswer])]
    assert any("ا" in title for title in titles), "JSON is UTF-8 everywhere"


def test_a_passphrase_file_as_other_editors_write_it(stage: Stage) -> None:
    file = stage.field.vault.with_name("passphrase.txt")
    file.write_bytes(b"\xef\xbb\xbf" + stage.field.passphrase.encode() + b"\r\n")

    assert stage.field.status().role == "reader"


def _without_file(computer: Computer, *words: str) -> list[str]:
    command = computer.command(*words)
    place = command.index("--passphrase-file")
    return command[:place] + command[place + 2 :]


def test_nobody_who_types_a_passphrase(stage: Stage) -> None:
    command = ["setsid", "--wait", *_without_file(stage.field, "status", "--json")]

    answer = run(command, stage.world.environment, stage.world.folder)

    assert answer.code == 1
    error = msgspec.json.decode(answer.out, type=ErrorAnswer).error
    assert error.kind == "no_passphrase"
    check_words(error)


def test_a_passphrase_that_is_typed_is_not_shown(stage: Stage) -> None:
    with Terminal(_without_file(stage.field, "status"), stage) as terminal:
        terminal.type_after("Passphrase: ", stage.field.passphrase)
        answer = terminal.finish()

    assert answer.code == 0
    assert "Role: reader" in answer.out
    assert stage.field.passphrase not in answer.out


def test_a_new_passphrase_is_typed_twice(stage: Stage) -> None:
    stage.raise_curtain()
    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
    stage.coordinator.sync()
    late = stage.world.computer("late")
    with Terminal(_without_file(late, "enrol", code, "--hub", stage.world.hub.address), stage) as terminal:
        terminal.type_after("Passphrase: ", late.passphrase)
        terminal.type_after("The same again: ", "another one")
        terminal.type_after("Passphrase: ", late.passphrase)
        terminal.type_after("The same again: ", late.passphrase)
        answer = terminal.finish()

    assert answer.code == 0, answer
    assert late.status().role == "reader"


class Terminal:
    """A program that runs in a terminal of its own."""

    def __init__(self, command: list[str], stage: Stage) -> None:
        self._screen, inside = os.openpty()
        self._shown = ""
        self._read = 0
        self._process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *command],
            env=stage.world.environment,
            stdin=inside,
            stdout=inside,
            stderr=inside,
        )
        os.close(inside)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._screen)

    def type_after(self, prompt: str, text: str) -> None:
        """Wait for a prompt and type a line."""
        for piece in self._pieces():
            self._shown += piece
            place = self._shown.find(prompt, self._read)
            if place >= 0:
                self._read = place + len(prompt)
                os.write(self._screen, text.encode() + b"\n")
                return
        raise AssertionError(f"no prompt {prompt!r} in {self._shown!r}")

    def finish(self) -> Answer:
        """Wait for the end; what was shown stands for both streams."""
        self._shown += "".join(self._pieces())
        return Answer(self._process.wait(PATIENCE_SECONDS), self._shown, "")

    def _pieces(self) -> Iterator[str]:
        while True:
            try:
                piece = os.read(self._screen, 4096)
            except OSError:  # Linux says that the other end is gone as an input/output error
                return
            yield piece.decode(errors="replace")
