"""Verbs that erase a record everywhere, and say who has done it. Must not decide anything."""

from dataclasses import asdict

from haversack.cli.surroundings import Surroundings
from haversack.i18n.erasing_sentences import erasing_question, erasure_sentence, missing_sentence, whence_sentence
from haversack.i18n.language import Speaker
from haversack.i18n.order_sentences import standing_left_sentence, waits_sentence
from haversack.operations import brake, browsing, erasing
from haversack.operations.erasing import Erasure
from haversack_sync.model.ids import parse_record_id


def erase(around: Surroundings) -> None:
    """Have a record erased, after asking once."""
    options, say = around.options, around.speaker.say
    record = parse_record_id(options.id)
    with around.workspace() as workspace:
        workspace.require_coordinator()
        shown = browsing.show_record(workspace, record, languages=around.languages)
        erasing.check_reason(options.reason)
        question = (
            *erasing_question(around.speaker, shown.title),
            standing_left_sentence(around.speaker, brake.still_standing(workspace)),
        )
        if not options.yes and not around.agrees("\n".join(question)):
            around.answer({"orders": 0, "changes": 0, "files": 0, "waits": 0}, [say("Nothing was done.")])
            return
        done = erasing.erase(workspace, record, options.reason)
    lines = [say("Ordered here. It happens when this vault has synced.")]
    if done.waits:
        lines = [waits_sentence(around.speaker, done.waits)]
    around.answer(asdict(done), lines)


def erasures(around: Surroundings) -> None:
    """Say what was erased, and which computers have done it."""
    with around.workspace() as workspace:
        found = erasing.erasures(workspace)
    lines = [_line(around.speaker, one) for one in found] or [around.speaker.say("Nothing was erased.")]
    around.answer([asdict(one) for one in found], lines)


def _line(speaker: Speaker, one: Erasure) -> str:
    words = erasure_sentence(speaker, one.stamp, one.state, done=one.done, devices=one.devices)
    whence = whence_sentence(speaker, one.shelf, one.records, one.coordinator)
    return " ".join(part for part in (words, whence, one.reason, missing_sentence(speaker, one.missing)) if part)
