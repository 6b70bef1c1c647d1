"""When the next sync goes by itself, or why none does, in words. Must not decide."""

from haversack.i18n.language import Speaker
from haversack.operations.right_moment import Decision, What, Why


def sentence(speaker: Speaker, decision: Decision, at: int) -> str:
    """Return it.

    Args:
        speaker: The language.
        decision: What is to be done now.
        at: When it is decided again, in seconds since 1970.
    """
    say, moment = speaker.say, speaker.moment(at)
    if decision.why is Why.PAUSED and decision.what is What.NOTHING:
        return say("Paused until you say otherwise. Sync now still works.")
    sentences = {
        Why.OFF: say("Off. Haversack waits until you press Sync now."),
        Why.NO_HUB: say("There is no hub to meet."),
        Why.PAUSED: say("Paused until {moment}. Sync now still works.", moment=moment),
        Why.QUIET_HOURS: say("Quiet hours until {moment}. Sync now still works.", moment=moment),
        Why.OFFLINE: say("There is no connection. It goes on by itself when there is one."),
        Why.PORTAL: say("This Wi-Fi asks you to log in first. It goes on by itself after that, or with Sync now."),
        Why.MONTH_USED: say("This month’s data is used: nothing goes by itself. Sync now still works."),
        Why.RUNNING: say("A sync is running."),
        Why.BACK_OFF: say("The last try did not succeed. The next one is about {moment}.", moment=moment),
        Why.NEEDS_PERSON: say(
            "What went wrong last needs somebody to look at it. The next try is about {moment}.", moment=moment
        ),
        Why.NOTHING_NEW: say("Nothing waits here. It asks for news about {moment}.", moment=moment),
        Why.GATHERING: say("Your changes go by themselves about {moment}.", moment=moment),
    }
    return sentences.get(decision.why, say("The next sync begins by itself in a moment."))


def quiet_name(speaker: Speaker, quiet: tuple[int, int] | None) -> str:
    """Return what quiet hours are called."""
    if quiet is None:
        return speaker.say("No quiet hours")
    first, last = map(clock_time, quiet)
    return speaker.say("From {first} to {last}", first=first, last=last)


def clock_time(minute: int) -> str:
    """Return a minute of the day as clocks show it."""
    return f"{minute // 60:02}:{minute % 60:02}"
