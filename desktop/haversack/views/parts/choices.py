"""Choices that stand on several screens. Must not keep what was chosen; view-models do."""

from typing import Final

from PySide6.QtWidgets import QComboBox

from haversack.i18n.interface_languages import INTERFACE_LANGUAGES
from haversack.i18n.language import Speaker
from haversack.views.context import Context
from haversack.views.parts.wheel import scroll_past

LANGUAGES: Final = tuple((language.tag, language.name) for language in INTERFACE_LANGUAGES)
"""Languages of the interface, each by its own name."""


def language_choice(context: Context) -> QComboBox:
    """Return a choice of the interface's language; choosing builds the window again."""
    box = QComboBox()
    scroll_past(box)
    box.setIconSize(context.look.icon_size(16))
    box.setAccessibleName(context.speaker.say("Language"))
    for tag, name in LANGUAGES:
        box.addItem(context.look.icon("globe", "text2", 16), name, tag)
    now = context.models.appearance.now.language.split("-")[0]
    box.setCurrentIndex(max(box.findData(now), 0))
    box.activated.connect(lambda place: context.models.appearance.choose_language(box.itemData(place)))
    return box


def draft_note(speaker: Speaker) -> str:
    """Return which translations no native speaker has read through, and what to do about a wrong sentence."""
    drafts = speaker.listed(language.name for language in INTERFACE_LANGUAGES if not language.is_reviewed)
    return speaker.say(
        "Drafts, not reviewed by native speakers yet: {languages}. If a sentence is wrong or unclear, tell your "
        "coordinator: corrections are welcome.",
        languages=drafts,
    )
