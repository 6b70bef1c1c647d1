"""Verbs about what waits for a second word: destructive orders, and computers of new coordinators.

Must not decide anything.
"""

from collections.abc import Mapping
from dataclasses import asdict

from haversack.cli.surroundings import Surroundings
from haversack.i18n.device_sentences import admitting_question, day, device_name
from haversack.i18n.language import Speaker
from haversack.i18n.order_sentences import confirming_question, confirming_sentence, order_facts, order_title
from haversack.operations import brake, coordinators
from haversack.operations.brake import WaitingOrder
from haversack.operations.coordinators import WaitingComputer
from haversack.operations.devices import devices


def confirm(around: Surroundings) -> None:
    """List the orders that wait, or confirm one after asking once."""
    options, speaker = around.options, around.speaker
    with around.workspace() as workspace:
        names = {
            one.id: device_name(speaker, label=one.label, role=one.role, computer=one.computer)
            for one in devices(workspace, languages=around.languages)
        }
        if options.order is None:
            found = brake.waiting(workspace, languages=around.languages)
            lines = [line for one in found for line in _lines(speaker, one, names)]
            around.answer([asdict(one) for one in found], lines or [speaker.say("No order waits to be confirmed.")])
            return
        order = brake.check(workspace, options.order, languages=around.languages)
        question = confirming_question(speaker, _title(speaker, order, names), names[order.coordinator])
        if not options.yes and not around.agrees("\n".join((*_lines(speaker, order, names), *question))):
            around.answer({"confirmed": ""}, [speaker.say("Nothing was done.")])
            return
        brake.confirm(workspace, order.id)
    around.answer({"confirmed": order.id}, [speaker.say("Confirmed here. It stands when this vault has synced.")])


def admit(around: Surroundings) -> None:
    """List the computers of new coordinators that wait, or confirm one after asking once."""
    options, speaker = around.options, around.speaker
    with around.workspace() as workspace:
        if not options.device:
            found = coordinators.waiting(workspace)
            lines = [line for one in found for line in _waiting_lines(speaker, one)]
            none = speaker.say("No computer waits to be confirmed as a coordinator’s.")
            around.answer([asdict(one) for one in found], lines or [none])
            return
        one = coordinators.check(workspace, " ".join(options.device))
        question = admitting_question(speaker, label=one.label, device=one.id, stamp=one.stamp)
        if not options.yes and not around.agrees("\n".join(question)):
            around.answer({"admitted": ""}, [speaker.say("Nothing was done.")])
            return
        coordinators.admit(workspace, one.id)
    around.answer({"admitted": one.id}, [speaker.say("Confirmed here. It stands when this vault has synced.")])


def _waiting_lines(speaker: Speaker, one: WaitingComputer) -> list[str]:
    facts = [one.label, speaker.say("joined {day}", day=day(speaker, one.stamp))]
    lines = [f"{one.id}  {' · '.join(fact for fact in facts if fact)}"]
    return [*lines, f"    {speaker.say('Confirmed here, not sent yet.')}"] if one.is_confirmed else lines


def _title(speaker: Speaker, one: WaitingOrder, names: Mapping[str, str]) -> str:
    return order_title(speaker, device=names.get(one.device, one.device), titles=one.titles, is_erasure=one.is_erasure)


def _lines(speaker: Speaker, one: WaitingOrder, names: Mapping[str, str]) -> list[str]:
    who = f"{names[one.coordinator]} ({one.coordinator})"
    facts = order_facts(speaker, who=who, stamp=one.stamp, reason=one.reason, is_erasure=one.is_erasure)
    said = [*facts, confirming_sentence(speaker, one.confirming)]
    return [f"{one.id}  {_title(speaker, one, names)}", *(f"    {line}" for line in said if line)]
