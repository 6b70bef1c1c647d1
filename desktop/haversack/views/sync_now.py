"""The first card of the sync centre: one true sentence and Sync now, or how far a sync is and Cancel."""

from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.run_watch import Running
from haversack.viewmodels.sync_centre import SyncCentreModel
from haversack.viewmodels.sync_words import first_sentence
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card
from haversack.views.parts.texts import text

_UNKNOWN: Final = 1000


class SyncNow(Card):
    """What is true now, and the two buttons."""

    def __init__(self, context: Context, model: SyncCentreModel) -> None:
        """Build it.

        Args:
            context: For the look and words.
            model: What is true.
        """
        super().__init__(context)
        self._context, self._model = context, model
        self._synchroniser = context.models.synchroniser
        say = context.speaker.say
        self.body.setContentsMargins(*(context.look.px(size) for size in (18, 16, 18, 16)))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._line, gap=16)
        words = QVBoxLayout()
        spaced(context, words, gap=4)
        self._sentence, self._detail = text("", "h1"), text("", "small")
        words.addWidget(self._sentence)
        words.addWidget(self._detail)
        self._next = text("", "small")
        words.addWidget(self._next)
        self._drafts = button(context, say("My organisation"), self._open_drafts, kind="link")
        words.addWidget(self._drafts, 0, Qt.AlignmentFlag.AlignLeading)
        self._line.addLayout(words, 1)
        self._start = button(context, say("Sync now"), self._synchroniser.start, kind="primary", icon="refresh-cw")
        self._start.setToolTip(tooltip(say("Sync now (Ctrl+R)")))
        self._start.setMinimumHeight(context.look.px(40))
        self._cancel = button(context, say("Cancel"), self._synchroniser.cancel, icon="x")
        self._cancel.setToolTip(tooltip(say("What has arrived stays (Ctrl+Shift+R)")))
        for made in (self._start, self._cancel):
            self._line.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(self._line)
        context.models.moment.changed.connect(self.show_facts)
        self.body.addWidget(self._build_run())
        self.body.addWidget(self._build_failure())
        self._result, self._limit, self._clock, self._copied, self._alarm = (
            Banner(context, "ok"),
            Banner(context, "wait", icon="gauge"),
            Banner(context, "wait"),
            Banner(context, "wait"),
            Banner(context, "wait"),
        )
        for banner in (self._result, self._limit, self._clock, self._copied, self._alarm):
            banner.setVisible(False)
            self.body.addWidget(banner)

    def _build_run(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        self._run = QWidget()
        lines = QVBoxLayout(self._run)
        spaced(context, lines, margins=(0, 6, 0, 0), gap=6)
        line = QHBoxLayout()
        spaced(context, line, gap=12)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(say("Progress of the sync"))
        self._amount = text("", "label", wraps=False)
        line.addWidget(self._bar, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._amount)
        lines.addLayout(line)
        self._facts = text("", "small")
        lines.addWidget(self._facts)
        self._run.setVisible(False)
        return self._run

    def _build_failure(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        self._failure = Banner(context, "wait", icon="circle-alert")
        self._login = button(context, say("Open its page"), self._open_login, kind="small", icon="globe")
        self._failure.add_action(self._login)
        self._failure.add_action(
            button(context, say("More help"), lambda: context.navigation.go(Place("help", "trouble")), kind="small")
        )
        self._failure.setVisible(False)
        return self._failure

    def focus_first(self) -> None:
        """Put the keyboard on the button that can be pressed."""
        (self._start if self._model.running is None else self._cancel).setFocus()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Put the buttons below the words where there is no room beside them."""
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    def show_facts(self) -> None:
        """Show what is true now."""
        facts, say, run = self._model.facts, self._context.speaker.say, self._model.running
        had_focus = self._start.hasFocus() or self._cancel.hasFocus()
        self._start.setEnabled(facts.has_hub and not self._synchroniser.is_occupied)
        # The new button comes before the old one goes, or the keyboard would wander off meanwhile.
        first, other = (self._start, self._cancel) if run is None else (self._cancel, self._start)
        first.setVisible(True)
        if had_focus:
            first.setFocus()
        other.setVisible(False)
        self._run.setVisible(run is not None)
        if run is not None:
            self._show_run(run)
        else:
            self._sentence.setText(facts.sentence)
            self._detail.setText(facts.detail)
        moment = self._context.models.moment
        self._next.setVisible(run is None and moment.connects)
        self._next.setText(moment.sentence if moment.connects else "")
        self._drafts.setVisible(run is None and facts.drafts is not None)
        failure, result = self._synchroniser.failure, self._synchroniser.result
        self._failure.setVisible(failure is not None and run is None)
        if failure is not None:
            self._failure.say(failure.text, failure.next_step)
            self._login.setVisible(bool(self._synchroniser.login_page))
        self._result.setVisible(result is not None and run is None)
        if result is not None:
            self._result.show_tone(result.tone)
            self._result.say(result.text, result.next_step)
        self._limit.setVisible(bool(facts.limit))
        self._limit.say(*first_sentence(facts.limit))
        self._clock.setVisible(bool(facts.clock) and run is None)
        self._clock.say(say("This computer’s clock seems to be wrong."), facts.clock)
        self._copied.setVisible(bool(facts.copied) and run is None)
        self._copied.say(*first_sentence(facts.copied))
        self._alarm.setVisible(bool(facts.alarm) and run is None)
        self._alarm.say(say("A snapshot that somebody made is wrong."), facts.alarm)

    def _open_login(self) -> None:
        """Show the network's login in the system's browser; somebody pressed for it."""
        QDesktopServices.openUrl(QUrl(self._synchroniser.login_page))

    def _open_drafts(self) -> None:
        if self._model.facts.drafts is not None:
            self._context.navigation.go(self._model.facts.drafts)

    def _show_run(self, run: Running) -> None:
        speaker = self._context.speaker
        is_stopping = self._synchroniser.is_stopping
        self._sentence.setText(speaker.say("Stopping") if is_stopping else run.title)
        promise = speaker.say("You can stop at any time; the rest goes on from here.")
        first = speaker.say("Your changes have reached the hub.") if self._model.has_sent_all else ""
        self._detail.setText(" ".join(part for part in (first, promise) if part))
        # An unknown length is an empty bar: nothing in this window moves by itself.
        self._bar.setRange(0, run.total or _UNKNOWN)
        self._bar.setValue(run.done if run.total else 0)
        self._amount.setText(run.amount)
        facts = speaker.dotted((run.left, run.speed, run.after))
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))
        self._bar.setAccessibleDescription(speaker.dotted((run.amount, run.left)))
