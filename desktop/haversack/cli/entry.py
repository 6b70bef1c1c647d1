"""Runs one verb: composes what it needs, prints its answer, turns errors into sentences and exit codes.

0 done, 1 known error, 2 wrong usage, 3 a bug of ours. The composition root of the terminal: nothing below reaches for
the environment, the clock or the screen.
"""

import gc
import io
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from haversack.assets import asset
from haversack.cli.arguments import make_parser
from haversack.cli.surroundings import Surroundings
from haversack.cli.verbs import run_verb
from haversack.clock import system_clock
from haversack.i18n import known_errors
from haversack.i18n.known_errors import KnownError
from haversack.i18n.language import Speaker
from haversack.settings import read_settings


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """What was asked of the window.

    Attributes:
        vault: Folder of the vault; None for the vaults of whoever uses this computer.
        language: Language tag, or None for the one that was chosen before.
    """

    vault: Path | None
    language: str | None


DONE: Final = 0
KNOWN_ERROR: Final = 1
BUG: Final = 3

_log = logging.getLogger("haversack.cli")


def main(arguments: Sequence[str] | None = None, *, open_window: Callable[[WindowRequest], int] | None = None) -> int:
    """Run the program.

    Args:
        arguments: Without the program's name; None for what was typed.
        open_window: Opens the window and returns its exit code; None where there is none.

    Returns:
        The exit code. Wrong usage ends the process with 2.
    """
    if arguments is None:
        # What was imported lives as long as this process: the collector need not look at it again and again, which a
        # first sync and a long list feel.
        gc.freeze()
    settings = read_settings()
    speaker = _speaker(settings.language)
    parser = make_parser(speaker)
    options = parser.parse_args(arguments)
    if options.verb == "window":
        if open_window is None:
            parser.error(speaker.say("There is no window here: name one of the verbs."))
        return open_window(WindowRequest(options.vault, options.language))
    if options.language:
        speaker = _speaker(options.language)
    for stream in (sys.stdout, sys.stderr):
        _let_all_letters_through(stream, is_json=options.json)
    around = Surroundings(options, settings, speaker, system_clock(), sys.stdin, sys.stdout, sys.stderr)
    try:
        run_verb(around)
    except KeyboardInterrupt:
        _print_error(around, KnownError("stopped", speaker.say("Stopped."), speaker.say("Nothing is lost.")))
        return KNOWN_ERROR
    except BrokenPipeError:
        # Whoever read the answer has seen enough; Python would complain once more when it flushes at the end.
        sys.stdout = None
        return DONE
    except Exception as error:  # noqa: BLE001 - the border of the program: known_errors decides
        known = known_errors.explain(error, speaker)
        if known is None:
            _bug(around, error)
            return BUG
        _print_error(around, known)
        return KNOWN_ERROR
    return DONE


def _speaker(language: str) -> Speaker:
    """Return who speaks a language, with moments in this computer's time."""
    return Speaker(language, asset("translations"), zone=None)


def _let_all_letters_through(stream: TextIO, *, is_json: bool) -> None:
    """Make a terminal that cannot show a letter show a question mark: half an answer is better than a crash.

    JSON is UTF-8 whatever the terminal speaks (RFC 8259, section 8.1).
    """
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8" if is_json else None, errors="replace")


def _print_error(around: Surroundings, known: KnownError) -> None:
    if around.options.json:
        error = {"kind": known.kind, "message": known.message, "next": known.next_step, **known.extra}
        around.answer({"error": error}, [])
        return
    lines = known.extra.get("lines")
    around.tell(known.message)
    for line in lines if isinstance(lines, list) else []:
        around.tell(str(line))
    around.tell(known.next_step)


def _bug(around: Surroundings, error: Exception) -> None:
    """Say honestly that this is our mistake; the log names places in the program, never what was in the vault."""
    _log.error("bug %s at %s", type(error).__name__, " < ".join(known_errors.places(error)))
    _print_error(around, known_errors.bug(error, around.speaker))
