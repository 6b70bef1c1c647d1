"""Lines of the sync centre: changes that wait, earlier syncs, and the one true sentence. Must not read."""

from collections.abc import Sequence

from haversack.i18n.language import Speaker
from haversack.operations.sync_log import STICK, Meeting
from haversack.operations.sync_plan import Plan
from haversack.operations.waiting_changes import WaitingChange
from haversack.viewmodels import sync_words
from haversack.viewmodels.kinds import ICONS, kind_name
from haversack.viewmodels.rows import Row

_HALF_WAY = ("stopped", "more", "link.cut", "link.stalled")


def sentence(plan: Plan, speaker: Speaker) -> tuple[str, str]:
    """Return the one big true sentence, and what follows from it."""
    say = speaker.say
    unsent = sum(1 for one in plan.changes if one.state in ("waiting", "handed"))
    in_doubt = sum(1 for one in plan.changes if one.state == "sent")
    if plan.last_contact:
        contact = say("Last contact with the hub: {moment}.", moment=speaker.moment(plan.last_contact))
    else:
        contact = say("This computer has not met its hub yet.")
    if plan.meetings and plan.meetings[0].outcome in _HALF_WAY:
        contact = say("{contact} The last sync stopped half way, and goes on from there next time.", contact=contact)
    if plan.needs_update:
        newer = say("Something new cannot be shown yet: update Haversack to see it. It is kept on this computer.")
        contact = f"{contact} {newer}"
    here = saved_words(speaker, plan.saved_here.number)
    safe = say("Nothing is lost: it is kept on this computer until the hub has it.")
    if unsent:
        words = speaker.count("{number} change is not sent yet.", "{number} changes are not sent yet.", unsent)
        return words, " ".join(filter(None, (contact, safe, here)))
    if in_doubt:
        words = speaker.count(
            "{number} change was sent, and the hub has not confirmed it.",
            "{number} changes were sent, and the hub has not confirmed them.",
            in_doubt,
        )
        return words, f"{contact} {say('The next sync with the hub asks again. Nothing is counted twice.')}"
    if plan.upload_count:
        words = speaker.count("{number} file is not sent yet.", "{number} files are not sent yet.", plan.upload_count)
        return words, f"{contact} {safe}"
    if not plan.last_contact and not plan.has_hub:
        words = say("What is here came with Haversack, or from a folder. An invitation names the hub of your network.")
        return say("There is no hub to meet."), words
    if here:
        how = say("To send it, open My organisation and press “Ready to send”; then sync.")
        return here, f"{contact} {how}"
    return _all_sent(plan, speaker, contact)


def _all_sent(plan: Plan, speaker: Speaker, contact: str) -> tuple[str, str]:
    """Return what is true where nothing waits and nothing is saved here only."""
    say = speaker.say
    if not plan.last_contact:
        return contact, say("Press Sync now when you have a connection.")
    if plan.needs_update:
        return say("Update Haversack to see what is new."), contact
    if not plan.is_whole:
        part = say("A part is still to come. It comes next time.")
        return say("Nothing waits to be sent."), f"{contact} {part}"
    if plan.meetings and plan.meetings[0].outcome == "done":
        moment = speaker.moment(plan.last_contact)
        return say("Everything is exchanged."), say(
            "Nothing waits to be sent, and all text is here, as of your last sync, {moment}.", moment=moment
        )
    return say("Nothing waits to be sent."), contact


def saved_words(speaker: Speaker, number: int) -> str:
    """Say how much is saved here and not ready to send; empty for nothing."""
    if not number:
        return ""
    return speaker.count(
        "{number} change is saved here and not ready to send.",
        "{number} changes are saved here and not ready to send.",
        number,
    )


def change_row(one: WaitingChange, speaker: Speaker) -> Row:
    """Return a change that waits as a line."""
    title = one.title or speaker.say("A matter of the network itself")
    if one.reason == "erased":
        title = speaker.say("A record that was erased")
    state = sync_words.state_name(speaker, one.state)
    meaning = sync_words.state_meaning(speaker, one.state, one.reason)
    size = speaker.say("about {size}", size=speaker.size(one.size)) if one.size else ""
    kind = kind_name(speaker, one.kind) if one.kind else ""
    return Row(
        str(one.sequence),
        title,
        (speaker.dotted((kind, speaker.moment(one.created), size)), meaning),
        ICONS.get(one.kind, "shield"),
        badge=state,
        badge_tone=sync_words.STATE_TONES.get(one.state, "plain"),
        is_new=True,
        spoken=speaker.say("{title}. {state}. {meaning}", title=title, state=state, meaning=meaning),
    )


def take_back_question(speaker: Speaker, one: WaitingChange) -> str:
    """Return what is asked before a change is taken back; empty where it cannot be."""
    if not one.can_be_taken_back:
        return ""
    kept = speaker.say("What you wrote is not lost: it is saved here again, in My organisation.")
    if one.later:
        question = speaker.count(
            "Take back this change to “{title}”, and {number} later one that stands on it?",
            "Take back this change to “{title}”, and {number} later ones that stand on it?",
            one.later,
            title=one.title,
        )
        return f"{question} {kept}" if one.becomes_draft else question
    if one.becomes_draft:
        return f"{speaker.say('Take back this change to “{title}”?', title=one.title)} {kept}"
    return speaker.say("Take back this change to “{title}”? What it says is gone then.", title=one.title)


def meeting_row(number: int, one: Meeting, speaker: Speaker) -> Row:
    """Return an earlier sync as a line of the history."""
    moment, used = speaker.moment(one.began), speaker.size(one.sent_bytes + one.received_bytes)
    how = sync_words.outcome(speaker, one.outcome)
    by_stick = speaker.say("By USB stick.") if one.carrier == STICK else ""
    totals = " ".join(filter(None, (by_stick, speaker.say("{moved}.", moved=moved(one, speaker)))))
    gone = sync_words.let_go_words(speaker, one.let_go_files, one.let_go_bytes) if one.let_go_files else ""
    took = sync_words.duration(speaker, one.seconds)
    is_good = one.outcome in ("done", "more")
    is_stopped = one.outcome in ("stopped", "link.cut", "link.stalled")
    return Row(
        str(number),
        moment,
        tuple(filter(None, (totals, gone, how))),
        "circle-check" if is_good else "pause" if is_stopped else "circle-alert",
        trailing=speaker.dotted((used, took)),
        is_new=True,
        spoken=" ".join(part for part in (f"{moment}.", totals, gone, how, f"{used}.", f"{took}.") if part),
    )


def moved(one: Meeting, speaker: Speaker) -> str:
    """Say what a sync moved: a list of counts."""
    parts = []
    if one.applied:
        parts.append(speaker.count("received {number} update", "received {number} updates", one.applied))
    if one.answered:
        parts.append(speaker.count("sent {number} change", "sent {number} changes", one.answered))
    if one.files_in:
        parts.append(speaker.count("received {number} file", "received {number} files", one.files_in))
    if one.files_out:
        parts.append(speaker.count("sent {number} file", "sent {number} files", one.files_out))
    words = speaker.listed(parts) if parts else speaker.say("nothing new")
    return words[:1].upper() + words[1:]


def totals(meetings: Sequence[Meeting], speaker: Speaker) -> str:
    """Say what earlier syncs did together; empty for none."""
    if not meetings:
        return ""
    syncs = speaker.count("{number} sync", "{number} syncs", len(meetings))
    used = speaker.size(sum(one.sent_bytes + one.received_bytes for one in meetings))
    whole = Meeting(
        began=0,
        seconds=0,
        sent_bytes=0,
        received_bytes=0,
        applied=sum(one.applied for one in meetings),
        answered=sum(one.answered for one in meetings),
        outcome="done",
        files_in=sum(one.files_in for one in meetings),
        files_out=sum(one.files_out for one in meetings),
    )
    return speaker.dotted((syncs, moved(whole, speaker), used))
