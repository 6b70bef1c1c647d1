"""Erasing records for everybody, and how many computers have done it. Must not read the vault itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n.erasing_sentences import (
    erasing_question,
    erasure_sentence,
    missing_sentence,
    ordered_sentence,
    whence_sentence,
)
from haversack.i18n.order_sentences import standing_left_sentence
from haversack.operations import brake, erasing
from haversack.operations.devices import ListedDevice, devices
from haversack.operations.erasing import Erasure, ErasureState
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.viewmodels.device_names import full_name
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import RecordId, parse_record_id

MAX_REASON: Final = erasing.MAX_REASON
"""So many characters a reason has at most."""


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure in words: how far it is, and why or who is missing (empty for neither)."""

    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Read:
    may_erase: bool
    found: tuple[Erasure, ...] = ()
    ordered: Mapping[RecordId, ErasureState] = field(default_factory=dict)
    left: int = 0
    known: tuple[ListedDevice, ...] = ()


class ErasingModel(QObject):
    """Lets coordinators erase records, and shows how far it is; nothing to others.

    Attributes:
        may_erase: Whether this is a coordinator's vault.
        rows: What was erased, the newest first.

    Signals:
        changed: They are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._ordered: Mapping[RecordId, ErasureState] = {}
        self._left = 0
        self.may_erase = False
        self.rows: tuple[ErasureRow, ...] = ()
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages

        def read(workspace: Workspace) -> _Read:
            try:
                known = devices(workspace, languages=languages)
            except NotAllowedError:
                return _Read(may_erase=False)
            return _Read(
                may_erase=True,
                found=erasing.erasures(workspace),
                ordered=erasing.ordered(workspace),
                known=tuple(known),
                left=brake.still_standing(workspace),
            )

        self._session.read(read, self._show)

    def ordered(self, record: str) -> str:
        """Say how far the order to erase a record is; empty where there is none."""
        state = self._ordered.get(parse_record_id(record))
        return ordered_sentence(self._session.speaker, state) if state is not None else ""

    def question(self, title: str) -> tuple[str, str]:
        """Return what is asked before a record is erased, and what it means."""
        title, line = erasing_question(self._session.speaker, title)
        return title, f"{line} {standing_left_sentence(self._session.speaker, self._left)}"

    def erase(self, record: str, reason: str) -> None:
        """Have a record erased for everybody; the person was asked, and gave a reason or none."""
        self._session.write(
            lambda workspace: erasing.erase(workspace, parse_record_id(record), reason), lambda done: None
        )

    def _show(self, read: _Read) -> None:
        speaker = self._session.speaker
        names = {one.id: full_name(speaker, one) for one in read.known}
        self.may_erase, self._ordered, self._left = read.may_erase, read.ordered, read.left
        self.rows = tuple(
            ErasureRow(
                erasure_sentence(speaker, one.stamp, one.state, done=one.done, devices=one.devices),
                "\n".join(
                    filter(
                        None,
                        (
                            whence_sentence(
                                speaker, one.shelf, one.records, names.get(one.coordinator, one.coordinator)
                            ),
                            one.reason,
                            missing_sentence(speaker, [names.get(id_, id_) for id_ in one.missing]),
                        ),
                    )
                ),
            )
            for one in reversed(read.found)
        )
        self.changed.emit()
