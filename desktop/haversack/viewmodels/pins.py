"""What people keep within reach, in words: tiles for the start page, and a star on each page.

Must not decide what can be pinned.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n import directory_terms, names
from haversack.i18n.language import Speaker
from haversack.operations import pinning
from haversack.operations.pinning import Pinned, pinned
from haversack.operations.workspace import Workspace
from haversack.viewmodels.kinds import CHANNEL_ICONS, ICONS, PAGES, kind_name
from haversack.viewmodels.library_words import languages_words
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.session import Session
from haversack.viewmodels.terms import TYPE_ICONS, resource_type

_DAY_LENGTH = 10


@dataclass(frozen=True, slots=True)
class PinTile:
    """One pinned thing in words.

    Attributes:
        id: The record.
        icon: Name of its icon.
        title: What it is called.
        detail: What it is, and the fact that is needed most.
        is_here: Whether it can be opened.
        spoken: All of it, for screen readers.
    """

    id: str
    icon: str
    title: str
    detail: str
    is_here: bool
    spoken: str


class PinsModel(QObject):
    """Holds what is pinned.

    Attributes:
        tiles: In their order.

    Signals:
        changed: They are others, or in another order or language.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._kinds: dict[str, str] = {}
        self.tiles: tuple[PinTile, ...] = ()
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    def is_pinned(self, record: str) -> bool:
        """Return whether a record is within reach."""
        return record in self._kinds

    def place_of(self, record: str) -> Place:
        """Return where a pinned record is shown."""
        return Place(PAGES.get(self._kinds.get(record, ""), "home"), record)

    def toggle(self, record: str) -> None:
        """Pin a record, or take it away."""
        languages = self._session.languages
        self._change(lambda workspace: pinning.toggle(workspace, record, languages=languages))

    def move(self, record: str, step: int) -> None:
        """Put a pinned record nearer to the begin (-1) or the end (1)."""
        self._change(lambda workspace: pinning.move(workspace, record, step))

    def refresh(self) -> None:
        """Read again."""
        self._change(lambda workspace: None)

    def _change(self, change: Callable[[Workspace], None]) -> None:
        """Change and read again. Nobody else has to read again: no record is another."""
        languages = self._session.languages

        def work(workspace: Workspace) -> tuple[Pinned, ...]:
            change(workspace)
            return pinned(workspace, languages=languages)

        self._session.read(work, self._show)

    def _show(self, found: tuple[Pinned, ...]) -> None:
        speaker = self._session.speaker
        self._kinds = {one.id: one.kind for one in found}
        self.tiles = tuple(_tile(one, speaker) for one in found)
        self.is_ready = True
        self.changed.emit()


def _tile(one: Pinned, speaker: Speaker) -> PinTile:
    title = one.title or speaker.say("Without a name")
    if not one.is_here:
        detail = speaker.say("Not on this computer any more")
        spoken = speaker.say("{title}. {detail}.", title=title, detail=detail)
        return PinTile(one.id, "circle-x", title, detail, is_here=False, spoken=spoken)
    detail = speaker.dotted(_details(one, speaker))
    spoken = speaker.say("{title}. {detail}.", title=title, detail=detail)
    return PinTile(one.id, _icon(one), title, detail, is_here=True, spoken=spoken)


def _icon(one: Pinned) -> str:
    if one.kind == "contact":
        return CHANNEL_ICONS.get(one.facts.get("channel", ""), "phone")
    return TYPE_ICONS.get(one.facts.get("type", ""), "") or ICONS.get(one.kind, "file-text")


def _details(one: Pinned, speaker: Speaker) -> tuple[str, ...]:
    facts, language = one.facts, speaker.language
    if one.kind == "contact":
        return facts.get("value", ""), one.of
    if one.kind == "organisation":
        country = names.country_name(language, facts["country"]) if "country" in facts else ""
        return facts.get("city", ""), country or directory_terms.type_name(speaker, facts.get("type", ""))
    if one.kind == "event":
        day = names.partial_date(language, facts.get("next") or facts.get("start", "")[:_DAY_LENGTH])
        return day, facts.get("city", "")
    if one.kind == "resource":
        tags = languages_words(speaker, one.languages, (language,))
        return resource_type(speaker, facts.get("type", "")) or kind_name(speaker, one.kind), tags
    return (kind_name(speaker, one.kind),)
