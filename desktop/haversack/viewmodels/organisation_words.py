"""Sentences about the page of an organisation as a whole. Must not know a single field."""

from collections.abc import Sequence

from haversack.i18n.language import Speaker
from haversack.operations.own_profile import OwnProfile
from haversack.operations.releasing import Released
from haversack.viewmodels.messages import Message
from haversack.viewmodels.organisation_shown import RecordShown


def why_words(speaker: Speaker, read: OwnProfile) -> str:
    """Say why this computer cannot change the profile, or what to know when it does; may be empty."""
    say = speaker.say
    if read.organisation is None:
        if read.role == "coordinator":
            return say("This computer belongs to the coordinators. Open an organisation in the directory to edit it.")
        if read.role == "visitor":
            return say("You are looking around. With an invitation, the profile of your organisation stands here.")
        return say("This computer belongs to no organisation. Your coordinators can invite it into one.")
    if read.may_edit:
        if read.role == "coordinator":
            return say("You edit this profile as a coordinator. The organisation can change it too.")
        return ""
    if not read.is_own:
        return say("This is another organisation’s profile. Only its own editors and the coordinators can change it.")
    return say(
        "You can read this profile, not change it: this computer was invited as a reader. "
        "An editor of your organisation, or the coordinators, can change it."
    )


def owner_words(speaker: Speaker, profile: RecordShown | None) -> str:
    """Say who may change a profile."""
    if profile is None:
        return ""
    return speaker.say(
        "Editors and the focal point of {organisation}, and the coordinators.", organisation=profile.title
    )


def release_words(speaker: Speaker, done: Released) -> Message:
    """Say what came of releasing."""
    ready = speaker.count(
        "{number} change is ready. It leaves at the next sync.",
        "{number} changes are ready. They leave at the next sync.",
        done.changes,
    )
    if not done.left:
        return Message(ready if done.changes else speaker.say("Nothing is new."), tone="ok")
    left = speaker.count(
        "{number} field is not complete and stays saved here: look for “Check this”.",
        "{number} fields are not complete and stay saved here: look for “Check this”.",
        len(done.left),
    )
    return Message(ready, left, "wait") if done.changes else Message(left, tone="wait")


def summary_words(speaker: Speaker, records: Sequence[RecordShown], waiting_bytes: int) -> str:
    """Count what waits, is saved here, is to be checked and to be chosen."""
    groups = [group for record in records for group in record.every_group]
    states = [group.state for group in groups]
    here = sum(group.has_draft for group in groups)
    parts = []
    waiting = states.count("waiting") + sum(record.is_leaving for record in records)
    if waiting:
        words = speaker.count("{number} field not sent yet", "{number} fields not sent yet", waiting)
        parts.append(speaker.listed((words, speaker.size(waiting_bytes))) if waiting_bytes else words)
    if here:
        parts.append(speaker.count("{number} saved here", "{number} saved here", here))
    checks = states.count("check")
    if checks:
        parts.append(speaker.count("{number} to check", "{number} to check", checks))
    disputed = sum(bool(group.versions) for group in groups)
    if disputed:
        parts.append(speaker.count("{number} to choose", "{number} to choose", disputed))
    return speaker.dotted(parts) or speaker.say("Everything you wrote here was sent.")
