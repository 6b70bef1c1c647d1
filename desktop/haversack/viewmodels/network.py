"""The network's own page in words. Must not read the vault itself."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.names import language_name, partial_date
from haversack.operations.network_profile import NetworkProfile, network_profile
from haversack.operations.reading_text import ReadingText
from haversack.viewmodels.reading import fallback
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class NetworkShown:
    """A network in words.

    Attributes:
        name: Of the network.
        summary: May be empty.
        fallback: Says in which other language it is shown, or empty.
        facts: Name and words of each.
        website: Or empty; never opened.
        sections: Title and text of goals, history and how to reach it.
        fingerprint: As people compare it.
    """

    name: str
    summary: str
    fallback: str
    facts: tuple[tuple[str, str], ...]
    website: str
    sections: tuple[tuple[str, ReadingText], ...]
    fingerprint: str


class NetworkModel(QObject):
    """Shows the network.

    Signals:
        changed: `shown` is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self.shown: NetworkShown | None = None
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: network_profile(workspace, languages=languages), self._show)

    def _show(self, found: NetworkProfile) -> None:
        speaker = self._session.speaker
        titles = {
            "goals": speaker.say("Goals"),
            "history": speaker.say("History of the network"),
            "reach": speaker.say("How to reach it"),
        }
        spoken = speaker.listed(language_name(speaker.language, tag) for tag in found.languages)
        founded = partial_date(speaker.language, found.founded) if found.founded else ""
        facts = ((speaker.say("Founded"), founded), (speaker.say("Languages"), spoken))
        language = next((text.language for text in found.texts.values()), found.name_language)
        self.shown = NetworkShown(
            name=found.name,
            summary=found.summary,
            fallback=fallback(speaker, language),
            facts=tuple((name, words) for name, words in facts if words),
            website=found.website,
            sections=tuple((titles[part], text) for part, text in found.texts.items()),
            fingerprint=found.fingerprint,
        )
        self.changed.emit()
