"""How the terms of the closed lists are called. Must not know a record."""

from typing import Final

from haversack.i18n.language import Speaker


def resource_type(speaker: Speaker, term: str) -> str:
    """Return what people call a type of library item; the term itself if a newer version brought it."""
    names = {
        "guide": speaker.say("Guide"),
        "toolkit": speaker.say("Toolkit"),
        "report": speaker.say("Report"),
        "law": speaker.say("Law"),
        "treaty": speaker.say("Treaty"),
        "resolution": speaker.say("Resolution"),
        "policy": speaker.say("Policy"),
        "template": speaker.say("Template or letter"),
        "leaflet": speaker.say("Leaflet"),
        "training_material": speaker.say("Training material"),
        "good_practice": speaker.say("Good practice"),
        "statement": speaker.say("Joint statement"),
        "data": speaker.say("Data"),
        "audio": speaker.say("Audio"),
        "video": speaker.say("Video"),
        "website": speaker.say("Website"),
        "other": speaker.say("Other"),
    }
    return names.get(term, term)


TYPE_ICONS: Final = {
    "law": "scale",
    "treaty": "landmark",
    "resolution": "landmark",
    "policy": "landmark",
    "template": "pen-line",
    "statement": "megaphone",
    "data": "file-spreadsheet",
    "audio": "file-audio",
    "video": "file-video",
    "website": "globe",
    "training_material": "presentation",
    "toolkit": "package",
}
"""Type of a library item → name of an icon; `file-text` for the others."""


def event_type(speaker: Speaker, term: str) -> str:
    """Return how a type of event is called; the term itself if a newer version brought it."""
    names = {
        "conference": speaker.say("Conference"),
        "meeting": speaker.say("Meeting"),
        "training": speaker.say("Training"),
        "day": speaker.say("International day"),
        "timeline": speaker.say("From the timeline"),
        "deadline": speaker.say("Deadline"),
    }
    return names.get(term, term)


def status_name(speaker: Speaker, term: str) -> str:
    """Return how the state of a statement is called."""
    names = {
        "draft": speaker.say("Draft"),
        "open_for_signature": speaker.say("Open for signature"),
        "closed": speaker.say("Closed"),
        "delivered": speaker.say("Delivered"),
        "answered": speaker.say("Answered"),
        "withdrawn": speaker.say("Withdrawn"),
    }
    return names.get(term, term)


def audience_name(speaker: Speaker, audience: str) -> str:
    """Return who can see a record, as a sentence."""
    names = {
        "open": speaker.say("For everybody who has the network on a computer"),
        "members": speaker.say("For all members"),
        "coordinators": speaker.say("For coordinators only"),
    }
    return names.get(audience, speaker.say("For a part of the network"))


def licence_words(speaker: Speaker, licence: str) -> str:
    """Return what a licence allows, after its name; the name alone where we do not know it."""
    meanings = {
        "cc by 4.0": speaker.say("may be copied and translated, also for money, if you say who made it"),
        "cc by-sa 4.0": speaker.say(
            "may be copied and translated, if you say who made it and pass it on under the same licence"
        ),
        "cc by-nc 4.0": speaker.say("may be copied and translated, but not for money, if you say who made it"),
        "cc by-nd 4.0": speaker.say("may be copied unchanged, if you say who made it"),
        "cc0 1.0": speaker.say("may be used freely"),
        "public domain": speaker.say("may be used freely"),
    }
    meaning = meanings.get(licence.strip().lower(), "")
    return speaker.say("{licence}: {meaning}.", licence=licence, meaning=meaning) if meaning else licence


def file_kind(speaker: Speaker, media_type: str) -> tuple[str, str]:
    """Return what kind of file it is in words, and the name of its icon."""
    head = media_type.partition("/")[0]
    if head in {"image", "audio", "video"}:
        words = {"image": speaker.say("Picture"), "audio": speaker.say("Audio"), "video": speaker.say("Video")}
        return words[head], f"file-{head}"
    if media_type == "application/pdf":
        return "PDF", "file-text"
    if media_type == "text/csv" or "spreadsheet" in media_type:
        return speaker.say("Spreadsheet"), "file-spreadsheet"
    if "wordprocessing" in media_type or "opendocument.text" in media_type:
        return speaker.say("Document"), "file-text"
    return (speaker.say("Text"), "file-text") if head == "text" else (speaker.say("File"), "file-text")
