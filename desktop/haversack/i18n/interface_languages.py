"""The languages that menus and messages come in, as people choose them. Must not load a catalogue."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class InterfaceLanguage:
    """A language of the interface.

    Attributes:
        tag: BCP 47.
        name: What its speakers call it. No flags: a language is no country.
        is_reviewed: Whether native speakers have read the translation through.
    """

    tag: str
    name: str
    is_reviewed: bool = False


INTERFACE_LANGUAGES: Final = (
    InterfaceLanguage("en", "English", is_reviewed=True),
    InterfaceLanguage("fr", "Français"),
    InterfaceLanguage("es", "Español"),
    InterfaceLanguage("ar", "العربية"),
)


def interface_language(tag: str) -> InterfaceLanguage | None:
    """Return the language of the interface that a tag such as `fr-CA` stands for; None where there is none."""
    base = tag.partition("-")[0].lower()
    return next((one for one in INTERFACE_LANGUAGES if one.tag == base), None)
