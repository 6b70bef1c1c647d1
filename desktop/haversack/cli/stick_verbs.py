"""`carry out` and `carry in` in the terminal: a folder or a stick instead of a connection.

Must not decide anything; `haversack.operations` does.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final

from haversack.cli.progress import Progress
from haversack.cli.surroundings import Surroundings
from haversack.i18n import known_errors
from haversack.i18n.stick_sentences import in_sentences, out_sentences
from haversack.operations.carrying_in import carry_in, wanting_files, with_more
from haversack.operations.carrying_out import Carrying, carry_out, to_carry
from haversack.operations.synchronising import Wishes
from haversack.store import outbox
from haversack_sync.client.conditions import Report


def carry(around: Surroundings) -> None:
    """Do what was typed behind `carry`."""
    _ACTIONS[around.options.action](around)


def _out(around: Surroundings) -> None:
    options, speaker = around.options, around.speaker
    with around.workspace() as workspace, Progress(around) as progress:
        plan = to_carry(workspace)
        around.tell(
            speaker.say(
                "To carry out: {changes}, {files} of yours ({size}).",
                changes=speaker.count("{number} change", "{number} changes", plan.changes),
                files=speaker.count("{number} file", "{number} files", plan.files),
                size=speaker.size(plan.files_bytes),
            )
        )
        how = Carrying(
            size=options.size,
            tell=lambda done, _: progress.tell(Report(sent_bytes=done)),
            passes_on=not options.own_only,
        )
        done = carry_out(workspace, options.folder, how)
    around.answer(asdict(done) | {"folder": str(done.folder)}, out_sentences(speaker, done))


def _in(around: Surroundings) -> None:
    options, speaker = around.options, around.speaker
    with around.workspace() as workspace, Progress(around) as progress:
        wishes = Wishes(tell=progress.tell)
        done = carry_in(workspace, options.folder, wishes, takes_along=not options.own_only)
        if options.files and done.files_left and done.problem is None:
            # Only now it is known which files there are.
            with wanting_files(workspace, options.folder):
                again = carry_in(workspace, options.folder, wishes, takes_along=not options.own_only)
            done = with_more(done, again)
        with workspace.replica.reading() as connection:
            waiting = outbox.count_items(connection, outbox.UNANSWERED)
    lines = in_sentences(speaker, done, waiting=waiting)
    names = ("entries", "read_bytes", "applied", "answered", "letters", "refused", "receipts", "files", "files_left")
    value: dict[str, object] = {name: getattr(done, name) for name in names} | {"waiting": waiting, "problem": None}
    if done.problem is not None:
        known = known_errors.explain(done.problem, speaker)
        if known is None:
            raise done.problem
        value["problem"] = known.kind
        lines += [speaker.say("The rest of the stick was not used."), known.message, known.next_step]
    around.answer(value, lines)


_ACTIONS: Final[Mapping[str, Callable[[Surroundings], None]]] = {"out": _out, "in": _in}
