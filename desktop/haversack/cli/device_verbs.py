"""Verbs about the computers of the network: list, revoke, what came too late. Must not decide anything."""

from dataclasses import asdict

from haversack.cli.surroundings import Surroundings
from haversack.i18n.device_sentences import day, device_name, revoking_sentences, standing_sentence
from haversack.i18n.language import Speaker
from haversack.i18n.order_sentences import standing_left_sentence, waits_sentence
from haversack.operations import brake, late_writing, revoking
from haversack.operations import devices as listing
from haversack.operations.devices import ListedDevice
from haversack.operations.late_writing import LateChange
from haversack_sync.model.ids import BadIdError, parse_device_id


def devices(around: Surroundings) -> None:
    """List the computers of the network."""
    with around.workspace() as workspace:
        found = listing.devices(workspace, languages=around.languages)
    lines = [line for one in found for line in _device_lines(around.speaker, one)]
    around.answer([asdict(one) for one in found], lines)


def revoke(around: Surroundings) -> None:
    """Take a computer out of the network, after asking once."""
    options, say = around.options, around.speaker.say
    try:
        device = parse_device_id(options.device)
    except BadIdError as error:
        raise revoking.RevokingError("unknown_device") from error
    with around.workspace() as workspace:
        revoking.check(workspace, device)
        found = listing.devices(workspace, languages=around.languages)
        one = next(each for each in found if parse_device_id(each.id) == device)
        if not options.yes:
            lines = [*_device_lines(around.speaker, one), *revoking_sentences(around.speaker, one.copies)]
            if one.role != "coordinator":
                # Of the root, which takes coordinators out, none is counted.
                lines.append(standing_left_sentence(around.speaker, brake.still_standing(workspace)))
            if not around.agrees("\n".join(lines)):
                around.answer({"devices": 0, "new_keys": 0, "waits": False}, [say("Nothing was done.")])
                return
        done = revoking.revoke(workspace, device)
    lines = [say("Revoked here. It stands when this vault has synced.")]
    around.answer(asdict(done), [waits_sentence(around.speaker, 1)] if done.waits else lines)


def late(around: Surroundings) -> None:
    """Show what revoked computers sent too late; write one again, or put one aside."""
    options, say = around.options, around.speaker.say
    with around.workspace() as workspace:
        if options.enter is not None:
            late_writing.enter(workspace, options.enter)
            around.tell(say("Written as your own change. It leaves at the next sync."))
        elif options.put_aside is not None:
            late_writing.put_aside(workspace, options.put_aside)
        found = late_writing.late_changes(workspace, languages=around.languages)
    lines = [line for one in found for line in _late_lines(around.speaker, one)] or [say("Nothing came too late.")]
    around.answer([asdict(one) for one in found], lines)


def _device_lines(speaker: Speaker, one: ListedDevice) -> list[str]:
    say = speaker.say
    facts = [
        device_name(speaker, label=one.label, role=one.role, computer=one.computer),
        one.organisation,
        one.role,
        say("joined {day}", day=day(speaker, one.enrolled)),
        say("last wrote {day}", day=day(speaker, one.last_written))
        if one.last_written
        else say("wrote nothing that is here"),
    ]
    standing = standing_sentence(speaker, one.standing, told=one.told, is_own=one.is_own)
    lines = [f"{one.id}  {' · '.join(fact for fact in facts if fact)}", f"    {standing}"]
    if one.late:
        lines.append(
            "    "
            + speaker.count(
                "{number} change came too late: look at it with “late”.",
                "{number} changes came too late: look at them with “late”.",
                one.late,
            )
        )
    return lines


def _late_lines(speaker: Speaker, one: LateChange) -> list[str]:
    if not one.record:
        return [f"{one.number}  {one.device} · {day(speaker, one.stamp)} · {speaker.say('It cannot be read.')}"]
    head = f"{one.number}  {one.device} · {day(speaker, one.stamp)} · {one.title or one.record} ({one.kind})"
    return [head, *(f"    {field}: {text}" for field, text in one.says)]
