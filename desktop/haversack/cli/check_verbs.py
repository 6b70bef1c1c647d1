"""`check` in the terminal: whether what is shown is what the kept changes make. Must not decide anything."""

from dataclasses import asdict

from haversack.cli.surroundings import Surroundings
from haversack.i18n.recheck_sentences import after_damage_sentence, found_sentences, unproven_sentence
from haversack.operations import idle_check


def check(around: Surroundings) -> None:
    """Look at everything that this computer keeps, put right what can be, and say what was found."""
    with around.workspace() as workspace:
        found = idle_check.check(workspace)
    speaker, say = around.speaker, around.speaker.say
    lines = [
        speaker.count(
            "{number} record was made again from the changes that this computer keeps.",
            "{number} records were made again from the changes that this computer keeps.",
            found.records,
        )
    ]
    damage = found_sentences(speaker, mended=found.mended, again=found.again, has_lost=found.has_lost)
    if damage:
        lines += [*damage, after_damage_sentence(speaker, has_lost=found.has_lost)]
    elif found.is_whole:
        lines.append(say("All is as it should be."))
    elif found.unproven:
        lines.append(say("No damage was found."))
    if found.unproven:
        lines.append(unproven_sentence(speaker))
    elif not found.is_whole and not found.again:
        lines.append(say("Not everything could be looked at this time."))
    around.answer(asdict(found), lines)
