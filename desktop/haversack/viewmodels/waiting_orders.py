"""Destructive orders that wait, in words, and confirming them. Must not read the vault itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.order_sentences import (
    confirming_question,
    confirming_sentence,
    order_facts,
    order_title,
    to_confirm_sentence,
    waiting_sentences,
)
from haversack.operations import brake
from haversack.operations.brake import Confirming, WaitingOrder
from haversack.operations.devices import ListedDevice, Standing, devices
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.viewmodels.device_names import full_name
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in words.

    Attributes:
        id: Its name for the model.
        title: What it would do.
        detail: Who asked, why, what holds until then, who may confirm it.
        question: What is asked before it is confirmed, and what to think of; empty where it cannot be confirmed here.
    """

    id: str
    title: str
    detail: str
    question: tuple[str, str] | None


class WaitingOrdersModel(QObject):
    """Shows destructive orders that wait to coordinators, and nothing to others.

    Attributes:
        rows: The orders, the oldest first.
        words: What the start page says of those that wait for this person; empty for none.
        all_words: What the Sync centre says of all of them, and of the computers that they keep out; empty for none.

    Signals:
        changed: They are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self.rows: tuple[OrderRow, ...] = ()
        self.words = self.all_words = ""
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages

        def read(workspace: Workspace) -> tuple[tuple[WaitingOrder, ...], tuple[ListedDevice, ...]]:
            try:
                found = brake.waiting(workspace, languages=languages)
            except NotAllowedError:
                return (), ()
            return found, devices(workspace, languages=languages) if found else ()

        self._session.read(read, self._show)

    def confirm(self, order: str) -> None:
        """Confirm an order; the person was asked."""
        self._session.write(lambda workspace: brake.confirm(workspace, order), lambda done: None)

    def _show(self, read: tuple[tuple[WaitingOrder, ...], tuple[ListedDevice, ...]]) -> None:
        found, known = read
        speaker = self._session.speaker
        names = {one.id: full_name(speaker, one) for one in known}
        rows = tuple(self._row(one, names) for one in found)
        mine = sum(one.confirming in (Confirming.HERE, Confirming.ROOT) for one in found)
        words = to_confirm_sentence(speaker, mine)
        suspended = sum(one.standing is Standing.SUSPENDED for one in known)
        all_words = waiting_sentences(speaker, len(found), suspended)
        if (rows, words, all_words) != (self.rows, self.words, self.all_words):
            self.rows, self.words, self.all_words = rows, words, all_words
            self.changed.emit()

    def _row(self, one: WaitingOrder, names: Mapping[str, str]) -> OrderRow:
        speaker, who = self._session.speaker, names.get(one.coordinator, one.coordinator)
        device = names.get(one.device, one.device)
        title = order_title(speaker, device=device, titles=one.titles, is_erasure=one.is_erasure)
        facts = order_facts(speaker, who=who, stamp=one.stamp, reason=one.reason, is_erasure=one.is_erasure)
        facts.append(confirming_sentence(speaker, one.confirming))
        may_confirm = one.confirming in (Confirming.HERE, Confirming.ROOT)
        question = confirming_question(speaker, title, who) if may_confirm else None
        return OrderRow(one.id, title, "\n".join(filter(None, facts)), question)
