"""Where a kit goes, whether it fits, building it, and how it went. A stick is never touched by itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from haversack.viewmodels.kits import KitsModel
from haversack.views.context import Context
from haversack.views.kit_choices import FolderField
from haversack.views.parts.announcing import announce
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card, rule
from haversack.views.parts.flow import flow
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.refilled import Refilled
from haversack.views.parts.run_lines import RunLines
from haversack.views.parts.texts import selectable, text
from haversack.views.parts.wheel import scroll_past

_GB: Final = 1_000_000_000
_SIZES: Final = (1, 2, 4, 8)


class BuildCard(Card):
    """From the stick to the result."""

    def __init__(self, context: Context, model: KitsModel) -> None:
        """Build it and show what is known."""
        say = context.speaker.say
        super().__init__(context, say("Build the kit"))
        self._context, self._model = context, model
        self._synchroniser = context.models.synchroniser
        self._sticks = Refilled(context, gap=6)
        self.body.addWidget(self._sticks)
        self._out = FolderField(
            context,
            say("Where it goes: a stick, or any folder"),
            say("Choose the stick"),
            lambda path: model.choose(replace(model.typed, out=path.strip())),
        )
        self.body.addWidget(self._out)
        self._build_size()
        self.body.addWidget(rule())
        self._plan, self._parts = text("", "h3"), Refilled(context, gap=2)
        self._mistake = Banner(context, "wait", icon="circle-alert")
        for part in (self._plan, self._parts, self._mistake):
            self.body.addWidget(part)
        holder, line = flow(context.look.px(8))
        self._build = button(
            context, say("Build"), lambda: model.build(self._synchroniser), kind="primary", icon="package"
        )
        self._build.setAccessibleName(say("Build the kit"))
        self._check = button(context, say("Check a kit…"), self._choose_to_check, icon="package-check")
        for press in (self._build, self._check):
            line.addWidget(press)
        self.body.addWidget(holder)
        self._run = RunLines(context, say("Progress of the kit"), model.cancel)
        self.body.addWidget(self._run)
        self._sheets, self._result = Banner(context, "wait", icon="printer"), Banner(context, "ok")
        self._failure, self._lines = Banner(context, "wait", icon="circle-alert"), Refilled(context, gap=2)
        for part in (self._sheets, self._result, self._failure, self._lines):
            self.body.addWidget(part)
        model.changed.connect(self._show)
        model.said.connect(self._say_aloud)
        self._synchroniser.changed.connect(self._show)
        self._show()

    def _build_size(self) -> None:
        speaker = self._context.speaker
        self._size = QComboBox()
        scroll_past(self._size)
        name = speaker.say("How large it may be")
        label = text(name, "label")
        label.setBuddy(self._size)
        self._size.setAccessibleName(name)
        self._size.addItem(speaker.say("No limit but the room there is"), None)
        for number in _SIZES:
            self._size.addItem(speaker.size(number * _GB), number * _GB)
        self._size.setMinimumWidth(self._size.sizeHint().width() + self._context.look.px(8))
        self._size.activated.connect(lambda _: self._limit(self._size.currentData()))
        self.body.addWidget(label)
        self.body.addWidget(self._size, 0, Qt.AlignmentFlag.AlignLeading)

    def _say_aloud(self, sentence: str) -> None:
        announce(self, sentence)

    def _limit(self, most_bytes: int | None) -> None:
        typed = self._model.typed
        self._model.choose(replace(typed, content=replace(typed.content, most_bytes=most_bytes)))

    def _choose_to_check(self) -> None:
        chooser = FolderChooser(self._context, self, self._model.typed.out)
        chooser.accepted.connect(lambda: self._model.check(chooser.chosen, self._synchroniser))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _show(self) -> None:
        self._show_choices()
        self._show_plan()
        self._show_run()
        self._show_end()

    def _show_choices(self) -> None:
        model, say = self._model, self._context.speaker.say
        self._out.show_path(model.typed.out)
        self._size.setCurrentIndex(self._size.findData(model.typed.content.most_bytes))
        lines = self._sticks.fresh()
        for stick in model.sticks:
            press = button(self._context, stick.words, self._taker(stick.path), kind="small", icon="usb")
            press.setAccessibleName(say("Onto the stick {name}", name=stick.words))
            lines.addWidget(press, 0, Qt.AlignmentFlag.AlignLeading)
        self._sticks.setVisible(bool(model.sticks))

    def _taker(self, path: str) -> Callable[[], None]:
        return lambda: self._model.choose(replace(self._model.typed, out=path))

    def _show_plan(self) -> None:
        model, say = self._model, self._context.speaker.say
        plan, mistake = model.plan, model.mistake
        self._plan.setText(plan.size if plan else say("Choose where it goes, and its size stands here."))
        self._plan.setVisible(mistake is None)
        lines = self._parts.fresh()
        for words in plan.parts if plan else ():
            lines.addWidget(text(words, "small"))
        self._parts.setVisible(plan is not None)
        self._mistake.setVisible(mistake is not None)
        if mistake is not None:
            self._mistake.say(mistake.text, mistake.next_step)

    def _show_run(self) -> None:
        model, run = self._model, self._model.running
        is_free = run is None and not self._synchroniser.is_running
        had_focus = self._build.hasFocus() or self._check.hasFocus() or self._run.cancel.hasFocus()
        self._run.show_run(run)
        self._build.setEnabled(is_free and model.can_build)
        self._check.setEnabled(is_free)
        if run is not None and had_focus:
            self._run.cancel.setFocus()
        elif had_focus and not self._build.hasFocus():
            (self._build if self._build.isEnabled() else self._check).setFocus()

    def _show_end(self) -> None:
        model, is_idle = self._model, self._model.running is None
        for banner, message in (
            (self._sheets, model.sheets),
            (self._result, model.result if is_idle else None),
            (self._failure, model.failure if is_idle else None),
        ):
            banner.setVisible(message is not None)
            if message is not None:
                banner.say(message.text, message.next_step)
        if model.result is not None:
            self._result.show_tone(model.result.tone)
        lines = self._lines.fresh()
        for words in model.lines if is_idle else ():
            lines.addWidget(selectable(text(words, "small")))
        self._lines.setVisible(is_idle and bool(model.lines))
