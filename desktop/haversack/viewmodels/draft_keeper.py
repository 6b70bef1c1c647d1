"""What was typed and is not in the vault yet: it gets there within two seconds, and before the vault closes.

One keeper for a form. Must not know what a field means, and must not hold a widget.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from haversack.operations import drafting
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import parse_record_id

KEEP_AFTER_MS: Final = 600
"""From the first key that is not kept to the write; what is left of two seconds is for the disk."""

GroupName = tuple[str, str]
"""A record's id as people write it, and the key of a group."""
Values = Mapping[str, str]
"""Field → text."""


class DraftKeeper(QObject):
    """Takes keystrokes and writes them as drafts.

    Signals:
        kept: A draft is in the vault; given the record and the group.
    """

    kept = Signal(str, str)

    def __init__(self, session: Session) -> None:
        """Begin with nothing typed."""
        super().__init__()
        self._session = session
        self._typed: dict[GroupName, Values] = {}
        self._on_the_way: dict[GroupName, Values] = {}
        self._kept: dict[GroupName, Values] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)
        session.closing.connect(self._keep_at_the_end)

    @property
    def typed(self) -> Mapping[GroupName, Values]:
        """(record, group) → field → text that what was read from the vault may not have yet."""
        return self._typed

    @property
    def kept_so_far(self) -> Mapping[GroupName, Values]:
        """What of it is in the vault: give it to `let_go` when the vault was read again after this moment."""
        return dict(self._kept)

    @property
    def is_quiet(self) -> bool:
        """Whether everything that was typed is in the vault."""
        return all(self._kept.get(name) == values for name, values in self._typed.items())

    def type(self, name: GroupName, values: Values) -> None:
        """Take all fields of a group as they stand in its editors."""
        self._typed[name] = dict(values)
        # Not started again by the next key: who types without a pause must not lose it all.
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self) -> None:
        """Hand everything that was typed to the vault. Nothing to do is no mistake."""
        self._timer.stop()
        for name, values in self._typed.items():
            if values not in (self._on_the_way.get(name), self._kept.get(name)):
                self._on_the_way[name] = values
                self._keep(name, values)

    def let_go(self, seen: Mapping[GroupName, Values]) -> None:
        """Forget what was read from the vault again, unless other text was typed since.

        Args:
            seen: From `kept_so_far`, before the vault was read.
        """
        for name, values in seen.items():
            if self._typed.get(name) == values:
                self.forget(name)

    def forget(self, name: GroupName) -> None:
        """Drop what was typed in one group."""
        self._typed.pop(name, None)
        self._kept.pop(name, None)

    def forget_all(self) -> None:
        """Drop everything that was typed."""
        self._timer.stop()
        self._typed.clear()
        self._kept.clear()

    def _keep_at_the_end(self) -> None:
        """Hand it over once more, since work that had not begun is cancelled when the vault closes."""
        self._on_the_way.clear()
        self.keep_now()

    def _keep(self, name: GroupName, values: Values) -> None:
        record, key = name

        def done(is_new: bool) -> None:  # noqa: FBT001 - a job hands its result over by position
            self._arrived(name, values)
            if name in self._typed:
                self._kept[name] = values
            self.kept.emit(record, key)
            if is_new:
                # Other pages count what is saved here.
                self._session.changed.emit()

        def fail(error: Exception) -> None:
            self._arrived(name, values)
            self._session.messages.report(error)

        job = self._session.run(
            lambda workspace, _: drafting.keep_draft(workspace, parse_record_id(record), key, values), must_finish=True
        )
        job.then(done, on_failure=fail)

    def _arrived(self, name: GroupName, values: Values) -> None:
        if self._on_the_way.get(name) is values:
            self._on_the_way.pop(name)
