"""What people call the kinds of records. Must not know what is in one."""

from haversack.i18n.language import Speaker


def kind_plural(speaker: Speaker, kind: str) -> str:
    """Return what people call many records of a kind; the kind itself for kinds from newer versions."""
    names = {
        "network": speaker.say("The network"),
        "organisation": speaker.say("Organisations"),
        "contact": speaker.say("Contacts"),
        "topic": speaker.say("Areas of work"),
        "resource": speaker.say("Library"),
        "course": speaker.say("Courses"),
        "module": speaker.say("Modules"),
        "lesson": speaker.say("Lessons"),
        "quiz": speaker.say("Quizzes"),
        "event": speaker.say("Calendar"),
        "statement": speaker.say("Statements"),
    }
    return names.get(kind, kind)
