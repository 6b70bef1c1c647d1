"""Verbs that erase a record everywhere, and say who has done it. Must not decide anything."""

from dataclasses import asdict

from haversack.cli.surroundings import Surroundings
from haversack.i18n.erasing_sentences import erasing_question, erasure_sentence, missing_sentence
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
        question = erasing_question(around.speaker, shown.title)
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
    words = erasure_sentence(speaker, one.stamp, done=one.done, devices=one.devices, is_wrong=one.is_wrong)
    return " ".join(part for part in (words, one.reason, missing_sentence(speaker, one.missing)) if part)
