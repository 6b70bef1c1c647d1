"""What comes by itself: areas and languages that are followed, in words; begun and ended, with the size said before.

Must not fetch: whoever syncs does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.i18n.names import language_name
from haversack.operations import following
from haversack.operations.following import Extent, Followed
from haversack.operations.letting_go import LetGo
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class FollowLine:
    """One line of what is followed: what it is called, what it means now, its area and its language."""

    name: str
    detail: str
    topic: str
    language: str


@dataclass(frozen=True, slots=True)
class FollowQuestion:
    """What is asked before something is followed, or ended."""

    title: str
    line: str
    yes: str


class FollowingModel(QObject):
    """Holds what is followed.

    Attributes:
        lines: In the order in which they were begun.

    Signals:
        changed: They are others.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty and read."""
        super().__init__()
        self._session = session
        self.lines: tuple[FollowLine, ...] = ()
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: following.followed(workspace, languages=languages), self._show)

    def ask_to_follow(
        self, topics: Sequence[str], languages: Sequence[str], then: Callable[[FollowQuestion], None]
    ) -> None:
        """Find out what following would bring; nothing is changed yet.

        Args:
            topics: Ids of areas of work; empty for all.
            languages: Language tags; empty for all. One of both must be named.
            then: Given the question.
        """
        wanted = [following.line(*one) for one in _pairs(topics, languages)]
        self._session.read(
            lambda workspace: following.extent_of(workspace, wanted), lambda extent: then(self._question(extent))
        )

    def follow(self, topics: Sequence[str], languages: Sequence[str]) -> None:
        """Follow each area in each language from now on."""
        wanted = [following.line(*one) for one in _pairs(topics, languages)]
        say = self._session.speaker.say

        def done(_: None) -> None:
            words = say("These files come with the next sync, and new ones as they are published.")
            self._session.messages.tell(Message(words, say("Settings shows what comes by itself."), tone="ok"))

        self._session.write(lambda workspace: following.follow(workspace, wanted), done)

    def ask_to_end(self, line: FollowLine, then: Callable[[FollowQuestion], None]) -> None:
        """Find out what would leave this computer if a line ended; nothing is changed yet."""
        speaker = self._session.speaker

        def told(gone: LetGo) -> None:
            title = speaker.say("Let these files come by themselves no longer: {name}?", name=line.name)
            words = speaker.count(
                "{number} file that only this brought leaves this computer: {size}. What you asked for stays.",
                "{number} files that only this brought leave this computer: {size}. What you asked for stays.",
                gone.files,
                size=speaker.size(gone.bytes),
            )
            then(FollowQuestion(title, words, speaker.say("End it")))

        self._session.read(
            lambda workspace: following.ends_with(workspace, following.line(line.topic, line.language)), told
        )

    def end(self, line: FollowLine) -> None:
        """Follow a line no longer, and say what left."""
        speaker = self._session.speaker

        def ended(gone: LetGo) -> None:
            words = speaker.say("{size} became free on this computer.", size=speaker.size(gone.bytes))
            self._session.messages.tell(Message(words, tone="ok"))

        self._session.write(
            lambda workspace: following.unfollow(workspace, following.line(line.topic, line.language)), ended
        )

    def _question(self, extent: Extent) -> FollowQuestion:
        speaker = self._session.speaker
        title = speaker.say("Get these files from now on?")
        now = speaker.count(
            "{number} file is to come now: {size}. New ones follow as they are published.",
            "{number} files are to come now: {size}. New ones follow as they are published.",
            extent.away_files,
            size=speaker.size(extent.away_bytes),
        )
        limits = speaker.say("They keep to your data each day, and make room for what you ask for.")
        return FollowQuestion(title, f"{now} {limits}", speaker.say("Get them from now on"))

    def _show(self, read: tuple[Followed, ...]) -> None:
        self.lines = tuple(_line(one, self._session.speaker) for one in read)
        self.changed.emit()


def _pairs(topics: Sequence[str], languages: Sequence[str]) -> list[tuple[str, str]]:
    return [(topic, language) for topic in topics or ("",) for language in languages or ("",)]


def _line(one: Followed, speaker: Speaker) -> FollowLine:
    area = one.title or speaker.say("All areas of work")
    tongue = language_name(speaker.language, one.language) if one.language else speaker.say("All languages")
    detail = speaker.count(
        "{number} file, {size}", "{number} files, {size}", one.extent.files, size=speaker.size(one.extent.bytes)
    )
    if one.extent.away_files:
        away = speaker.say("{size} still to come", size=speaker.size(one.extent.away_bytes))
        detail = f"{detail} · {away}"
    return FollowLine(f"{area} · {tongue}", detail, one.topic, one.language)
