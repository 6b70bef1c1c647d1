"""By USB stick: carry out and carry in, with sizes before and words after. A stick is never touched by itself."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from haversack.viewmodels.sticks import StickModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.announcing import announce
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, rule
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.run_lines import RunLines
from haversack.views.parts.texts import picture, text
from haversack.views.parts.wheel import scroll_past

_GB: Final = 1_000_000_000
_SIZES: Final = (1, 4, 16)
_SHARES: Final = ((None, False), *((number * _GB, False) for number in _SIZES), (None, True))
"""What can be chosen: how large the folder may get, and whether nothing goes along for others."""


class StickCard(Card):
    """Both ways of a stick."""

    def __init__(self, context: Context) -> None:
        """Build it; it looks for sticks while it is shown."""
        say = context.speaker.say
        super().__init__(context, say("By USB stick"))
        self._context = context
        self._model = context.models.get(StickModel)
        self._synchroniser = context.models.synchroniser
        why = say("For places with no connection. What you carry out is sealed: only the hub can open it.")
        self.body.addWidget(text(why, "small"))
        self._write = button(context, say("Write"), self._choose_to_write, kind="small")
        self._write.setAccessibleName(say("Carry out: write onto a stick"))
        self._read = button(context, say("Read"), self._read_found, kind="small")
        self._read.setAccessibleName(say("Carry in: read from a stick"))
        self._out_words, self._in_words = text("", "caption"), text("", "caption")
        self._other = button(context, say("Another folder"), self._choose_to_read, kind="link")
        self.body.addWidget(rule())
        self.body.addWidget(self._line("arrow-up-from-line", say("Carry out"), self._out_words, self._write))
        self._build_share()
        self.body.addWidget(rule())
        self.body.addWidget(self._line("arrow-down-to-line", say("Carry in"), self._in_words, self._read))
        self.body.addWidget(self._other, 0, Qt.AlignmentFlag.AlignLeading)
        self._run = RunLines(context, say("Progress of the stick"), self._model.cancel)
        self.body.addWidget(self._run)
        self._result, self._failure = Banner(context, "ok"), Banner(context, "wait", icon="circle-alert")
        for banner in (self._result, self._failure):
            banner.setVisible(False)
            self.body.addWidget(banner)
        self._files = button(context, "", self._take_files, kind="small")
        self.body.addWidget(self._files, 0, Qt.AlignmentFlag.AlignLeading)
        self._model.changed.connect(self._show)
        self._model.said.connect(self._say_aloud)
        self._synchroniser.changed.connect(self._show)
        self._show()

    def _build_share(self) -> None:
        """Build what chooses how much goes along, with its size said before anything is written."""
        speaker = self._context.speaker
        name = speaker.say("How much goes onto it")
        self._share, self._others_words = QComboBox(), text("", "caption")
        scroll_past(self._share)
        self._share.setAccessibleName(name)
        label = text(name, "label")
        label.setBuddy(self._share)
        self._share.addItem(speaker.say("As large as there is room"))
        for number in _SIZES:
            self._share.addItem(speaker.say("At most {size}", size=speaker.size(number * _GB)))
        self._share.addItem(speaker.say("My own, and sealed letters"))
        self._share.setMinimumWidth(self._share.sizeHint().width() + self._context.look.px(8))
        self._share.activated.connect(lambda _: self._limit())
        self.body.addWidget(label)
        self.body.addWidget(self._share, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(self._others_words)

    def _limit(self) -> None:
        most_bytes, only_own = _SHARES[self._share.currentIndex()]
        self._model.limit(most_bytes, only_own=only_own)

    def _line(self, icon: str, name: str, words: QLabel, action: QPushButton) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        spaced(self._context, row, margins=(0, 2, 0, 2), gap=10)
        row.addWidget(picture(self._context, icon, ink="primary", size=20), 0, Qt.AlignmentFlag.AlignVCenter)
        lines = QVBoxLayout()
        spaced(self._context, lines, gap=1)
        lines.addWidget(text(name, "label"))
        lines.addWidget(words)
        row.addLayout(lines, 1)
        row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def watch(self, *, is_shown: bool) -> None:
        """Look for sticks while it is shown."""
        self._model.watch(is_shown=is_shown)

    def _say_aloud(self, sentence: str) -> None:
        announce(self, sentence)

    def _show(self) -> None:
        facts, run = self._model.facts, self._model.running
        is_free = not self._synchroniser.is_running
        self._out_words.setText(facts.out)
        self._in_words.setText(facts.found_words)
        chosen = (self._model.most_bytes, self._model.only_own)
        self._share.setCurrentIndex(_SHARES.index(chosen) if chosen in _SHARES else -1)
        self._others_words.setText("" if self._model.only_own else facts.others)
        self._others_words.setVisible(bool(self._others_words.text()))
        self._share.setEnabled(is_free)
        self._write.setAccessibleDescription(f"{facts.out} {self._others_words.text()}".strip())
        self._read.setAccessibleDescription(facts.found_words)
        had_focus = any(one.hasFocus() for one in (self._write, self._read, self._files, self._run.cancel))
        self._run.show_run(run)
        for made in (self._write, self._read, self._other, self._files):
            made.setEnabled(is_free)
        self._other.setVisible(bool(facts.found))
        if run is not None and had_focus:
            self._run.cancel.setFocus()
        elif had_focus and not (self._write.hasFocus() or self._read.hasFocus()):
            self._read.setFocus()
        result, failure = self._model.result, self._model.failure
        self._result.setVisible(result is not None and run is None)
        if result is not None:
            self._result.show_tone(result.tone)
            self._result.say(result.text, result.next_step)
        left = self._model.files_left
        self._files.setVisible(left is not None and run is None)
        self._files.setText(left.words if left is not None else "")
        self._failure.setVisible(failure is not None and run is None)
        if failure is not None:
            self._failure.say(failure.text, failure.next_step)

    def _read_found(self) -> None:
        if self._model.facts.found:
            self._model.carry_in(self._model.facts.found, self._synchroniser)
        else:
            self._choose_to_read()

    def _take_files(self) -> None:
        if self._model.files_left is not None:
            self._model.carry_in(self._model.files_left.folder, self._synchroniser, all_files=True)

    def _choose_to_read(self) -> None:
        self._choose(lambda folder: self._model.carry_in(folder, self._synchroniser))

    def _choose_to_write(self) -> None:
        self._choose(lambda folder: self._model.carry_out(folder, self._synchroniser))

    def _choose(self, then: Callable[[str], None]) -> None:
        chooser = FolderChooser(self._context, self, self._model.facts.start)
        chooser.accepted.connect(lambda: then(chooser.chosen))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
