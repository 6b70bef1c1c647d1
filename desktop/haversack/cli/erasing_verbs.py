"""Verbs that erase a record everywhere, and say who has done it. Must not decide anything."""

from dataclasses import asdict

from haversack.cli.surroundings import Surroundings
from haversack.i18n.device_sentences import day
from haversack.i18n.language import Speaker
from haversack.operations import browsing, erasing
from haversack.operations.erasing import Erasure
from haversack_sync.model.ids import parse_record_id


def erase(around: Surroundings) -> None:
    """Have a record erased, after asking once."""
    options, say = around.options, around.speaker.say
    record = parse_record_id(options.id)
    with around.workspace() as workspace:
        workspace.require_coordinator()
        shown = browsing.show_record(workspace, record, languages=around.languages)
        question = [
            say("“{title}” is erased on every computer that meets the hub or a newer stick.", title=shown.title),
            say("Exports, paper, and computers that never return keep what they have. It cannot be undone."),
        ]
        if not options.yes and not around.agrees("\n".join(question)):
            around.answer({"orders": 0, "changes": 0, "files": 0}, [say("Nothing was done.")])
            return
        done = erasing.erase(workspace, record, options.reason)
    around.answer(asdict(done), [say("Ordered here. It happens when this vault has synced.")])


def erasures(around: Surroundings) -> None:
    """Say what was erased, and which computers have done it."""
    with around.workspace() as workspace:
        found = erasing.erasures(workspace)
    lines = [_line(around.speaker, one) for one in found] or [around.speaker.say("Nothing was erased.")]
    around.answer([asdict(one) for one in found], lines)


def _line(speaker: Speaker, one: Erasure) -> str:
    say = speaker.say
    if one.is_wrong:
        words = say("{day}: not done here: the order names changes that are not of its records.", day=day(one.stamp))
        return f"{words} {say('Tell a coordinator: this may be an attack.')}"
    numbers = {"done": speaker.number(one.done), "devices": speaker.number(one.devices), "day": day(one.stamp)}
    words = say("{day}: done on {done} of {devices} computers.", **numbers)
    rest = [one.reason, say("Not yet: {names}", names=", ".join(one.missing))] if one.missing else [one.reason]
    return " ".join(part for part in (words, *rest) if part)
