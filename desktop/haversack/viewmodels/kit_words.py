"""What the Kits page says, in whole sentences. Must not look anything up."""

from dataclasses import dataclass

from haversack.i18n.language import Speaker
from haversack.operations.kit_planning import KitPlan


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a kit would hold, before anything is written.

    Attributes:
        size: How large it gets, and how much room there is.
        does_fit: Whether there is room.
        parts: What is in it, line by line.
    """

    size: str
    does_fit: bool
    parts: tuple[str, ...]


def plan_words(speaker: Speaker, plan: KitPlan) -> PlanWords:
    """Say what a kit would hold."""
    say, count = speaker.say, speaker.count
    does_fit = plan.total_bytes <= plan.room
    total, room = speaker.size(plan.total_bytes), speaker.size(max(0, plan.room))
    words = (
        say("About {size}. There is room for {room}.", size=total, room=room)
        if does_fit
        else say(
            "About {size}, and there is room for {room} only. Choose less, or a larger stick.", size=total, room=room
        )
    )
    installers = sum(size for _, size in plan.installers)
    parts = [
        say("Directory, library list, training and calendar: {size}", size=speaker.size(plan.text_bytes)),
        count(
            "{number} installer: {size}",
            "{number} installers: {size}",
            len(plan.installers),
            size=speaker.size(installers),
        )
        if plan.installers
        else say("No installers: for people who have Haversack already"),
        count(
            "{number} file of the library: {size}",
            "{number} files of the library: {size}",
            len(plan.files),
            size=speaker.size(sum(size for _, size in plan.files)),
        ),
    ]
    if plan.away:
        parts.append(
            count(
                "{number} more file is not on this computer. Keep it in the library first.",
                "{number} more files are not on this computer. Keep them in the library first.",
                plan.away,
            )
        )
    if plan.invitations:
        parts.append(
            count("{number} open invitation works with it", "{number} open invitations work with it", plan.invitations)
        )
    if plan.unproved:
        parts.append(
            count(
                "{number} change is newer than the hub’s marks: the hub is asked first",
                "{number} changes are newer than the hub’s marks: the hub is asked first",
                plan.unproved,
            )
        )
    return PlanWords(words, does_fit, tuple(parts))
