"""The network's own page in words. Must not read the vault itself."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.names import language_name, partial_date
from haversack.operations.library import NamedRecord
from haversack.operations.network_profile import NetworkProfile, network_profile
from haversack.operations.reading_text import ReadingText
from haversack.viewmodels.kinds import ICONS, PAGES, kind_name
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading import fallback
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class NetworkShown:
    """A network in words.

    Attributes:
        name: Of the network.
        summary: May be empty.
        fallback: Says in which other language it is shown, or that its translation is a draft; or empty.
        facts: Name and words of each.
        website: Or empty; never opened.
        sections: Title and text of goals, history and how to reach it.
        fingerprint: As people compare it.
        reach: Addresses and numbers that stand in how to reach it, each to be copied.
    """

    name: str
    summary: str
    fallback: str
    facts: tuple[tuple[str, str], ...]
    website: str
    sections: tuple[tuple[str, ReadingText], ...]
    fingerprint: str
    reach: tuple[str, ...] = ()


class NetworkModel(QObject):
    """Shows the network.

    Attributes:
        shown: It in words, or None.
        lately: What changed last, the newest first.

    Signals:
        changed: `shown` is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._kinds: dict[str, str] = {}
        self.shown: NetworkShown | None = None
        self.lately = RowsModel(self)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: network_profile(workspace, languages=languages), self._show)

    def place_of(self, record: str) -> Place:
        """Return where a record that changed lately is shown."""
        return Place(PAGES.get(self._kinds.get(record, ""), "home"), record)

    def _row(self, one: NamedRecord) -> Row:
        kind = kind_name(self._session.speaker, one.kind)
        return Row(one.id, one.title, icon=ICONS.get(one.kind, "file-text"), trailing=kind)

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
        first = next(iter(found.texts.values()), ReadingText(language=found.name_language))
        self.shown = NetworkShown(
            name=found.name,
            summary=found.summary,
            fallback=fallback(speaker, first.language, is_unreviewed=first.is_unreviewed),
            facts=tuple((name, words) for name, words in facts if words),
            website=found.website,
            sections=tuple((titles[part], text) for part, text in found.texts.items()),
            fingerprint=found.fingerprint,
            reach=tuple(link.removeprefix("mailto:").removeprefix("tel:") for link in _ways(found)),
        )
        self._kinds = {one.id: one.kind for one in found.lately}
        self.lately.show([self._row(one) for one in found.lately])
        self.changed.emit()


def _ways(found: NetworkProfile) -> list[str]:
    """Return the ways to reach a network that stand in its text: links, and addresses that are no links."""
    text = found.texts.get("reach")
    if text is None:
        return []
    words = " ".join(text.blocks).replace("<", " <").split()
    written = [word.strip(".,;:()") for word in words if "@" in word and "<" not in word]
    outside = [link for link in text.links if link.startswith(("mailto:", "tel:", "http"))]
    return list(dict.fromkeys([*outside, *written]))
