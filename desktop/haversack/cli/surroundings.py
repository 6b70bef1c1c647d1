"""What a verb in the terminal works with: options, streams, clock, language. Must not do anything by itself."""

import argparse
import getpass
import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from haversack.clock import Clock
from haversack.i18n.language import Speaker
from haversack.operations.workspace import Workspace, opened
from haversack.settings import Settings

_MAX_PASSPHRASE_CHARACTERS: Final = 4096
_CONTROLS: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\ufffd") | {ord("\n"): "\n", ord("\t"): "\t"}
"""What could make a terminal do things: texts of records are written by others."""


class MissingInputError(Exception):
    """A file that was named cannot be read.

    Attributes:
        path: As typed.
    """

    kind = "missing_input"

    def __init__(self, path: Path) -> None:
        super().__init__("cannot read input")
        self.path = str(path)


class NoPassphraseError(Exception):
    """There is nobody to ask for the passphrase, and no file was named."""

    kind = "no_passphrase"


class NobodyToAskError(Exception):
    """There is nobody to ask whether something that cannot be taken back shall be done."""

    kind = "nobody_to_ask"


class BadNewsError(Exception):
    """The answer was given and is bad news: the exit code tells that to programs, and nothing more is said."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One run of the program.

    Attributes:
        options: What was typed.
        settings: From the environment.
        speaker: The language of sentences.
        clock: Time and randomness.
        input: Standard input.
        out: For answers.
        err: For progress and errors.
    """

    options: argparse.Namespace
    settings: Settings
    speaker: Speaker
    clock: Clock
    input: TextIO
    out: TextIO
    err: TextIO

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages for titles and texts, the best first."""
        return (self.options.language or self.settings.language,)

    def passphrase(self, *, is_new: bool = False) -> str:
        """Read the passphrase from the file that was named, or ask for it; a new one twice.

        Raises:
            MissingInputError: The file cannot be read.
            NoPassphraseError: Nobody answers.
        """
        path: Path | None = self.options.passphrase_file
        if path is not None:
            try:
                # Some editors put a mark before the first letter, which nobody could type.
                with path.open(encoding="utf-8-sig") as stream:
                    return stream.read(_MAX_PASSPHRASE_CHARACTERS).rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise MissingInputError(path) from error
        say = self.speaker.say
        if is_new:
            self.tell(say("Choose a passphrase of several words. Without it nobody can open the vault: there is no"))
            self.tell(say("way back until the recovery sheet exists."))
        while True:
            first = _asked(say("Passphrase: "))
            if not is_new or _asked(say("The same again: ")) == first:
                return first
            self.tell(say("The two are not the same. Type it again."))

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the vault that was named."""
        with opened(self.options.vault, self.passphrase(), clock=self.clock) as workspace:
            yield workspace

    def agrees(self, question: str) -> bool:
        """Ask something that cannot be taken back, once; only a yes in the language of the question is one.

        Raises:
            NobodyToAskError: Nobody answers; then it has to be said beforehand.
        """
        self.tell(question)
        self.err.write(self.speaker.say("Type “yes” to go on: "))
        self.err.flush()
        line = self.input.readline()
        if not line:
            raise NobodyToAskError("nobody answers")
        return line.strip().casefold() in {"yes", self.speaker.say("yes").casefold()}

    def answer(self, value: Mapping[str, object] | list[dict[str, object]], lines: list[str]) -> None:
        """Give the answer: as JSON if that was asked for, else as lines for people."""
        if self.options.json:
            self.out.write(json.dumps(value, ensure_ascii=False) + "\n")
        else:
            self.out.writelines(line.translate(_CONTROLS) + "\n" for line in lines)
        self.out.flush()

    def tell(self, text: str) -> None:
        """Say something beside the answer."""
        self.err.write(text.translate(_CONTROLS) + "\n")
        self.err.flush()


def _asked(prompt: str) -> str:
    """Ask on the terminal; where there is none, read from standard input.

    Raises:
        NoPassphraseError: Nobody answers.
    """
    with warnings.catch_warnings():
        # That what is typed may be seen concerns terminals; getpass says it in words of its own as well.
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except EOFError as error:
            raise NoPassphraseError("nobody answers") from error
