"""Reads what was typed: the window, or a verb. Must not load what only one of them needs."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from haversack.assets import asset
from haversack.cli.arguments import make_parser
from haversack.i18n.language import Speaker
from haversack.settings import read_settings


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """What was asked of the window.

    Attributes:
        vault: Folder of the vault; None for the vaults of whoever uses this computer.
        language: Language tag, or None for the one that was chosen before.
        kit: Folder of a kit, or its network file, for a first start; None for the one beside the program, if any.
        file: A network file, or the folder of a kit, that somebody opened; it counts whether there is a vault or not.
        is_trial: Whether it is only tried if the window could be shown, by an installer.
    """

    vault: Path | None
    language: str | None
    kit: Path | None = None
    file: Path | None = None
    is_trial: bool = False


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
    if options.verb == "invite" and options.organisation is None and options.role != "coordinator":
        parser.error(speaker.say("Say whom the invitation is for, with --organisation."))
    if options.verb == "window":
        if open_window is None:
            parser.error(speaker.say("There is no window here: name one of the verbs."))
        request = WindowRequest(options.vault, options.language, options.kit, options.file, is_trial=options.is_trial)
        return open_window(request)
    if options.language:
        speaker = _speaker(options.language)
    from haversack.cli.running import run  # noqa: PLC0415 - loads the vault and the network: the window starts without

    return run(options, settings, speaker)


def _speaker(language: str) -> Speaker:
    """Return who speaks a language, with moments in this computer's time."""
    return Speaker(language, asset("translations"), zone=None)
