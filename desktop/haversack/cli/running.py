"""Runs one verb: composes what it needs, prints its answer, turns errors into sentences and exit codes.

0 done, 1 known error or bad news, 2 wrong usage, 3 a bug of ours. The composition root of the terminal: nothing below
reaches for the environment, the clock or the screen.
"""

import argparse
import io
import logging
import sys
from typing import Final, TextIO

from haversack.cli.surroundings import BadNewsError, Surroundings
from haversack.cli.verbs import run_verb
from haversack.clock import system_clock
from haversack.i18n import known_errors
from haversack.i18n.known_errors import KnownError
from haversack.i18n.language import Speaker
from haversack.settings import Settings

DONE: Final = 0
KNOWN_ERROR: Final = 1
BUG: Final = 3

_log = logging.getLogger("haversack.cli")


def run(options: argparse.Namespace, settings: Settings, speaker: Speaker) -> int:
    """Run the verb that was typed.

    Args:
        options: What was typed.
        settings: From the environment.
        speaker: The language of sentences.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        _let_all_letters_through(stream, is_json=options.json)
    around = Surroundings(options, settings, speaker, system_clock(), sys.stdin, sys.stdout, sys.stderr)
    try:
        run_verb(around)
    except BadNewsError:
        return KNOWN_ERROR
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
