"""How kinds of records are called and drawn, and on which page each is shown. Must not know a record."""

from typing import Final

from haversack.i18n.language import Speaker

ICONS: Final = {
    "network": "globe",
    "organisation": "building-2",
    "contact": "phone",
    "topic": "layers",
    "resource": "file-text",
    "course": "graduation-cap",
    "module": "graduation-cap",
    "lesson": "book-open",
    "quiz": "circle-help",
    "event": "calendar-days",
    "statement": "megaphone",
}
"""Kind → name of an icon; `file-text` for kinds from newer versions."""

CHANNEL_ICONS: Final = {
    "phone": "phone",
    "email": "mail",
    "web": "globe",
    "messenger": "message-circle",
    "post": "map-pin",
}
"""Channel of a contact line → name of an icon; `phone` for newer ones."""

PAGES: Final = {
    "network": "network",
    "organisation": "directory",
    "contact": "directory",
    "topic": "areas",
    "resource": "library",
    "statement": "library",
    "course": "training",
    "module": "training",
    "lesson": "training",
    "quiz": "training",
    "event": "calendar",
}
"""Kind → id of the page that shows its records."""


def kind_name(speaker: Speaker, kind: str) -> str:
    """Return what people call one record of a kind; the kind itself for kinds from newer versions."""
    names = {
        "network": speaker.say("Network"),
        "organisation": speaker.say("Organisation"),
        "contact": speaker.say("Contact"),
        "topic": speaker.say("Area of work"),
        "resource": speaker.say("Library"),
        "course": speaker.say("Course"),
        "module": speaker.say("Module"),
        "lesson": speaker.say("Lesson"),
        "quiz": speaker.say("Quiz"),
        "event": speaker.say("Event"),
        "statement": speaker.say("Statement"),
    }
    return names.get(kind, kind)
