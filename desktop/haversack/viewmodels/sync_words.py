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
        "sent": speaker.say("Sent, not confirmed yet"),
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
        "handed": speaker.say("It is sealed for its way and leaves with your next sync."),
        "sent": speaker.say("The hub has not confirmed it yet. The next sync with the hub asks whether it arrived."),
        "received": speaker.say("The hub has it. It is published as soon as it comes back to you."),
    }
    if state in ("waiting", "handed", "sent"):
        return not_yet(speaker, reason) or meanings[state]
    return meanings.get(state, "")


def not_yet(speaker: Speaker, reason: str) -> str:
    """Return what the hub said last of a change that it has not taken and not refused; empty for nothing special."""
    behind = speaker.say("Something that it builds on is not at the hub yet. It is sent again with your next sync.")
    reasons = {
        "held": speaker.say("The hub keeps it until what it builds on has arrived there. Nothing needs to be done."),
        "not_shown": speaker.say(
            "The hub signed for it and does not show it. Your text is kept here and is sent again with each sync."
        ),
        "restored": speaker.say(
            "The hub was put back from a backup. Your changes wait until a coordinator lets it go on; nothing is lost."
        ),
        "handed_back": speaker.say("The hub has lost it. It is handed back with your next sync."),
        "changes_a_day": speaker.say("The hub takes no more from this computer today. It leaves tomorrow."),
        "sealed_again": speaker.say("It did not arrive whole. It is sealed anew and leaves with your next sync."),
        "unknown_suite": speaker.say("The hub is older than this program. It is sent again until the hub is newer."),
        "unknown_entry": speaker.say("The hub is older than this program. It is sent again until the hub is newer."),
        "too_much_held": speaker.say("The hub has no room to keep it for now. It is sent again with your next sync."),
    }
    early = ("gap", "seen_ahead", "unknown_feed", "unknown_device", "unknown_epoch", "unknown_invitation", "not_here")
    return reasons.get(reason, behind if reason in early else "")


def refusal(speaker: Speaker, reason: str) -> str:
    """Return why a change was not accepted, and what to do. Its text is kept."""
    reader = speaker.say("Your role is to read, not to change. Ask your coordinator for the role of an editor.")
    coordinators = speaker.say("Only coordinators may change this. Ask your coordinator to change it.")
    newer = speaker.say("The network has newer rules than this program. Update Haversack, then write it again.")
    spoilt = speaker.say("It was damaged on this computer’s disk. Write it again, and have the disk checked.")
    again = speaker.say(
        "The network changed meanwhile, so this no longer fits. Look at it as it is now, and try again."
    )
    gone = speaker.say("The record is no longer there. Copy your text into another one.")
    reasons = {
        "not_owner": speaker.say("It belongs to another organisation. Ask that organisation to change it."),
        "unknown_author": speaker.say("The network no longer knows this computer. Ask your coordinator."),
        "last_coordinator": speaker.say(
            "This is the network’s last coordinator’s computer: nobody could invite or revoke any more."
        ),
        "invitation_closed": speaker.say("Its invitation was closed. Ask your coordinator for a new one."),
        "revoked": speaker.say("This computer was taken out of the network before it came. Ask your coordinator."),
        "role_may_not_write": reader,
        "not_a_writer": reader,
        "audience_may_not_write": coordinators,
        "kind_may_not_write": coordinators,
        "may_not_create": coordinators,
        "may_not_retire": coordinators,
        "guarded_field": coordinators,
        "missing_record": gone,
        "kind_mismatch": gone,
        "unknown_kind": newer,
        "unknown_field": newer,
        "unknown_operation": newer,
        "rules_ahead": newer,
        "bad_value": speaker.say("A value does not fit its field. Open the record and write it again."),
        "expired": speaker.say("This computer’s time in the network is over. Ask your coordinator."),
        "cloned": speaker.say(
            "Another computer uses a copy of this vault. Sync again: this one gets keys of its own and sends it anew."
        ),
        "cloned_root": speaker.say(
            "Another copy of this vault signed with the network’s root key before this. "
            "Sync again; if this stays here, give the order from that copy."
        ),
        "late": speaker.say("It reached the hub too late. It was written again and leaves with your next sync."),
        "too_large": speaker.say("It is too long to travel. Shorten it, or put the long text into a file."),
        "erased": speaker.say(
            "The record was erased for everybody before this came, so what you wrote about it is gone with it."
        ),
        "bad_order": speaker.say(
            "The hub could not follow this erasure. Sync, see whether the record is still there, and order it again."
        ),
        "suspended_order": speaker.say("This order waits until somebody else confirms it. Nothing was erased by it."),
        "order_too_large": speaker.say(
            "The hub erases no more by one order. What is left is ordered anew with your next sync."
        ),
        "erased_before": speaker.say("Somebody carried out this erasure before you. Nothing needs to be done."),
        "reported_before": speaker.say(
            "The network knows already that this computer erased it. Nothing needs to be done."
        ),
        "order_stands": speaker.say("Somebody confirmed this order before you. It stands."),
        "own_order": speaker.say("Another coordinator confirms it, or whoever keeps the network’s root key."),
        "unknown_order": again,
        "not_waiting": again,
        "bad_era": again,
        "unknown_feed": again,
        "malformed": spoilt,
        "seal_broken": spoilt,
        "bad_change": spoilt,
        "not_authentic": spoilt,
        "bad_signature": spoilt,
        "other_history": speaker.say(
            "The hub shows another history of the network than this computer knows. Tell your coordinator at once."
        ),
        "too_many_invitations": speaker.say("There are too many open invitations. Wait until some are used or expire."),
        "bad_notice": speaker.say(
            "A snapshot that this computer made was not accepted. Nothing is lost: others get the changes one by one."
        ),
        "no_snapshot": speaker.say(
            "This computer doubted a snapshot that the hub does not know. Nothing is lost and nothing needs to be done."
        ),
        "disputed_before": speaker.say(
            "The network knows already that this computer doubts that snapshot. Nothing needs to be done."
        ),
        "too_many_successors": speaker.say("Too many computers use copies of one vault. Ask your coordinator."),
        "only_coordinators": coordinators,
        "only_root": speaker.say("Only the computer that founded the network may do this."),
        "already_founded": speaker.say("The network is founded already."),
        "handle_taken": again,
        "bad_rules": again,
        "bad_audience": again,
        "bad_invitation": again,
        "bad_role": again,
        "unknown_audience": again,
        "unknown_organisation": again,
        "unknown_device": speaker.say("The network does not know that computer, or it is a coordinator’s."),
        "unknown_epoch": again,
        "unknown_invitation": speaker.say(
            "The hub does not know the invitation. Ask your coordinator for another one."
        ),
        "invitation_expired": speaker.say("The invitation had expired. Ask your coordinator for another one."),
        "invitation_used": speaker.say("The invitation was used on another computer. Ask your coordinator."),
        "not_own_key": spoilt,
        "not_keeper": coordinators,
        "epoch_out_of_order": speaker.say("Another coordinator renewed the key first. Nothing needs to be done."),
        "bad_epoch": spoilt,
    }
    return reasons.get(
        reason, speaker.say("The network’s rules do not allow it ({reason}). Ask your coordinator.", reason=reason)
    )


def outcome(speaker: Speaker, name: str) -> str:
    """Return how a meeting with the hub ended, where it did not end well; else an empty text."""
    goes_on = speaker.say("Stopped half way. It goes on from here next time.")
    stranger = speaker.say("Something else answered in the hub’s place.")
    whole = {
        "done": "",
        "more": speaker.say("A part is still to come. It comes next time."),
        "stopped": speaker.say("Stopped by you. It goes on from here next time."),
        "link.no_connection": speaker.say("The hub could not be reached."),
        "link.no_hub": speaker.say("No address of a hub was known."),
        "link.stalled": goes_on,
        "link.cut": goes_on,
        "link.busy": speaker.say("The hub was busy."),
        "link.not_our_hub": stranger,
        "not_our_hub": speaker.say("What answered was not the hub of this network."),
        "link.not_found": speaker.say("The hub did not have what was asked for."),
        "link.hub_away": speaker.say("The hub was away."),
        "link.no_name": speaker.say("The address of the hub was not found."),
        "link.portal": speaker.say("The Wi-Fi asked for a login first."),
        "link.proxy_login": speaker.say("The proxy of the network asked for a name and a password."),
        "link.proxy_away": speaker.say("The proxy that was set did not answer."),
        "link.proxy_refused": speaker.say("The proxy did not lead to the hub."),
        "link.bad_proxy": speaker.say("The proxy’s address was not right."),
        "link.proxy_script": speaker.say("The computer’s proxy is found by a script, which is not run."),
        "link.tls": speaker.say("The connection was not safe."),
        "link.tls_name": speaker.say("The connection was not safe: the certificate was of another name."),
        "link.tls_issuer": speaker.say("The connection was not safe: nobody vouched for the certificate."),
        "link.tls_time": speaker.say("The date or time of this computer did not fit."),
        "link.bad_address": speaker.say("The hub’s address was not right."),
        "disk_full": speaker.say("The disk was full."),
        "bug": speaker.say("It stopped by a mistake of ours."),
    }
    if name in whole:
        return whole[name]
    by_kind = {
        "link": speaker.say("The connection failed."),
        "hub_refusal": speaker.say("The hub said no."),
        "invitation": speaker.say("The invitation could not be used."),
        "bad_digest": speaker.say("Something arrived damaged, and nothing of it was kept."),
    }
    return by_kind.get(name.partition(".")[0], speaker.say("It stopped because of a fault."))


def shelf_name(speaker: Speaker, shelf: str) -> str:
    """Return what people call a shelf of the network."""
    names = {
        "": speaker.say("Access: who takes part, and who may read what"),
        "directory": speaker.say("Directory"),
        "library": speaker.say("Library list"),
        "training": speaker.say("Training"),
        "calendar": speaker.say("Calendar"),
    }
    return names.get(shelf, shelf)


def let_go_words(speaker: Speaker, files: int, size_bytes: int) -> str:
    """Say that files left this computer to make room."""
    return speaker.count(
        "{number} file that came by itself was removed to make room: {size}.",
        "{number} files that came by themselves were removed to make room: {size}.",
        files,
        size=speaker.size(size_bytes),
    )


def missing_words(speaker: Speaker, files: int) -> str:
    """Say that the hub lacks files that should have come."""
    return speaker.count(
        "The hub does not have {number} file yet. It comes by itself when the hub has it.",
        "The hub does not have {number} files yet. They come by themselves when the hub has them.",
        files,
    )


def first_sentence(words: str) -> tuple[str, str]:
    """Part a message after its first sentence, which stands in bold."""
    first, stop, rest = words.partition(". ")
    return first + stop.strip(), rest


def duration(speaker: Speaker, seconds: int) -> str:
    """Return a length of time, in seconds or minutes."""
    if seconds < 60:
        return speaker.count("{number} second", "{number} seconds", max(seconds, 1))
    return speaker.count("{number} minute", "{number} minutes", round(seconds / 60))


def time_left(speaker: Speaker, seconds: int) -> str:
    """Return about how long something still takes, as a sentence."""
    if seconds < 60:
        rounded = max(5, 5 * round(seconds / 5))
        return speaker.count("About {number} second left", "About {number} seconds left", rounded)
    minutes, rest = divmod(20 * round(seconds / 20), 60)
    if rest and minutes < 5:
        return speaker.count(
            "About {number} minute {seconds} seconds left",
            "About {number} minutes {seconds} seconds left",
            minutes,
            seconds=speaker.number(rest),
        )
    return speaker.count("About {number} minute left", "About {number} minutes left", round(seconds / 60))
