"""A text that is read, and in which language it is shown, in words. Must not open anything."""

from haversack.i18n.language import Speaker
from haversack.i18n.names import language_name
from haversack.operations.reading_text import Heading, ReadingText

__all__ = ["Heading", "ReadingText", "draft_words", "fallback"]


def draft_words(speaker: Speaker) -> str:
    """Return what is said of a translation that no native speaker has checked."""
    return speaker.say("A draft translation: no native speaker has checked it yet.")


def fallback(speaker: Speaker, language: str, *, is_unreviewed: bool = False) -> str:
    """Return a line about the language of a text; empty where it is in the asked one and nothing is to be said.

    Args:
        speaker: The language of sentences, and the asked one.
        language: The text's.
        is_unreviewed: Whether it is a translation that no native speaker has checked.
    """
    draft = draft_words(speaker) if is_unreviewed else ""
    if not language or language.split("-", maxsplit=1)[0] == speaker.asked.split("-")[0]:
        return draft
    name = language_name(speaker.language, language)
    foreign = speaker.say("Shown in {language}: there is no translation yet.", language=name)
    return f"{foreign} {draft}" if draft else foreign
