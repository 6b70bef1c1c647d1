"""What a sync's facts are called: states of changes, causes of failures, reasons of refusals. Must not read."""

from typing import Final

from haversack.i18n.language import Speaker

STATE_TONES: Final = {"waiting": "wait", "handed": "wait", "sent": "info", "received": "ok", "refused": "danger"}
"""State of a change → tone of its badge."""

STATE_ICONS: Final = {
    "waiting": "clock",
    "handed": "clock",
    "sent": "send",
    "received": "check-check",
    "refused": "circle-alert",
}
"""State of a change → icon."""


def state_name(speaker: Speaker, state: str) -> str:
    """Return what people call the state of a change."""
    names = {
        "waiting": speaker.say("Not sent yet"),
        "handed": speaker.say("Not sent yet"),
        "sent": speaker.say("Sent"),
        "received": speaker.say("Received"),
        "refused": speaker.say("Not accepted"),
    }
    return names.get(state, state)


def state_meaning(speaker: Speaker, state: str, reason: str) -> str:
    """Return what a state means, in one sentence."""
    if state == "refused":
        return refusal(speaker, reason)
    meanings = {
        "waiting": speaker.say("It is kept on this computer until you sync."),
        "handed": speaker.say("It is sealed and waits for a connection."),
        "sent": speaker.say("It left this computer. The hub has not confirmed it yet."),
        "received": speaker.say("The hub has confirmed it. It is published with your next sync."),
    }
    return meanings.get(state, "")


def refusal(speaker: Speaker, reason: str) -> str:
    """Return why a change was not accepted, and that its text stays here."""
    reasons = {
        "not_owner": speaker.say("It belongs to another organisation. Your text stays here."),
        "unknown_author": speaker.say("The network no longer knows this computer. Your text stays here."),
        "missing_record": speaker.say("The record is no longer there. Your text stays here."),
        "expired": speaker.say("This computer's time in the network is over. Your text stays here."),
        "cloned": speaker.say("Two computers used the same vault. Ask a coordinator. Your text stays here."),
    }
    return reasons.get(
        reason, speaker.say("The network's rules do not allow it ({reason}). Your text stays here.", reason=reason)
    )


def outcome_name(speaker: Speaker, outcome: str) -> str:
    """Return how a meeting with the hub went, in a few words."""
    whole = {
        "done": speaker.say("Everything was exchanged"),
        "more": speaker.say("A part was exchanged"),
        "stopped": speaker.say("Stopped by you; the rest goes on next time"),
        "link.no_connection": speaker.say("The hub could not be reached"),
        "link.stalled": speaker.say("The connection stopped half way"),
        "link.cut": speaker.say("The connection was cut half way"),
        "link.busy": speaker.say("The hub was busy"),
        "link.not_our_hub": speaker.say("Something else answered in the hub's place"),
        "link.tls": speaker.say("The connection was not safe"),
        "link.bad_address": speaker.say("The hub's address was not right"),
        "bug": speaker.say("It stopped by our mistake"),
    }
    by_kind = {
        "link": speaker.say("The connection failed"),
        "hub_refusal": speaker.say("The hub said no"),
        "disk_full": speaker.say("The disk was full"),
        "invitation": speaker.say("The invitation could not be used"),
    }
    return whole.get(outcome) or by_kind.get(outcome.partition(".")[0]) or speaker.say("It stopped because of a fault")


def duration(speaker: Speaker, seconds: int) -> str:
    """Return a length of time, in seconds or minutes."""
    if seconds < 60:
        return speaker.count("{number} second", "{number} seconds", max(seconds, 1))
    return speaker.count("{number} minute", "{number} minutes", round(seconds / 60))
