"""Checking the files on this computer: a button, how far it is with Cancel, and what came of it. Must not check."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.file_check import FileCheck
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.texts import text


class CheckFiles(QWidget):
    """The part of the space settings that reads files through."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__()
        say = context.speaker.say
        self._context, self._model = context, context.models.get(FileCheck)
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=6)
        lines.addWidget(text(say("Are all files right?"), "label"))
        why = say("Old disks forget. This reads every file on this computer through and sends nothing.")
        lines.addWidget(text(why, "caption"))
        start = Qt.AlignmentFlag.AlignLeading
        self._start = button(context, say("Check all files"), self._model.start, kind="small", icon="check-check")
        lines.addWidget(self._start, 0, start)
        self._strip = ProgressStrip(context, say("Checking files"), self._model.cancel)
        lines.addWidget(self._strip)
        self._words, self._next = text("", "label"), text("", "small")
        self._fetch = button(
            context, say("Get them again now"), context.models.synchroniser.fetch_files, kind="small", icon="download"
        )
        lines.addWidget(self._words)
        lines.addWidget(self._next)
        lines.addWidget(self._fetch, 0, start)
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        model, speaker = self._model, self._context.speaker
        progress, outcome = model.progress, model.outcome
        had_focus = self._start.hasFocus()
        self._start.setVisible(progress is None)
        self._strip.setVisible(progress is not None)
        if progress is not None:
            done, total = speaker.size(progress.done), speaker.size(progress.total)
            detail = speaker.say("{size} of {whole}", size=done, whole=total) if progress.total else ""
            self._strip.show_progress(progress.done, progress.total, seconds_left=model.seconds_left, detail=detail)
            if had_focus:
                self._strip.focus_cancel()
        self._words.setText(outcome.words)
        self._words.setVisible(bool(outcome.words) and progress is None)
        self._next.setText(outcome.next_step)
        self._next.setVisible(bool(outcome.next_step) and progress is None)
        self._fetch.setVisible(outcome.can_fetch and progress is None)
