"""The history of a profile: every version with who and when, what changed marked, and the way back. Must not decide."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.organisation_history import HistoryModel, PutAwayShown, VersionShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import EmptyState
from haversack.views.parts.flow import clear, flow
from haversack.views.parts.marked_text import marked_text
from haversack.views.parts.texts import badge, picture, text
from haversack.views.parts.wheel import scroll_past


class HistoryView(QWidget):
    """Older versions, the newest first."""

    def __init__(self, context: Context, model: HistoryModel) -> None:
        """Build it, and show what the model has."""
        super().__init__()
        self._context, self._model = context, model
        self._shape: tuple[object, ...] = ()
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=10)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        label = text(say("Field"), "label", wraps=False)
        self._fields = QComboBox()
        scroll_past(self._fields)
        self._fields.setAccessibleName(say("Whose history is shown"))
        self._fields.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._fields.setMinimumContentsLength(20)
        self._fields.activated.connect(lambda place: model.choose(str(self._fields.itemData(place))))
        label.setBuddy(self._fields)
        head.addWidget(label)
        head.addWidget(self._fields, 1)
        lines.addLayout(head)
        lines.addWidget(text(say("Every version is kept. “Restore” writes it again as a new change."), "caption"))
        self._put_away = QVBoxLayout()
        spaced(context, self._put_away, gap=8)
        lines.addLayout(self._put_away)
        self._versions = QVBoxLayout()
        spaced(context, self._versions, gap=8)
        lines.addLayout(self._versions)
        self._note = text("", "caption")
        lines.addWidget(self._note)
        self._more = button(context, say("Show older versions"), model.show_more)
        lines.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        lines.addStretch()
        model.changed.connect(self._show)
        self._show()

    @property
    def fields(self) -> QComboBox:
        """Chooses whose history is shown."""
        return self._fields

    def _show(self) -> None:
        model, say = self._model, self._context.speaker.say
        self._show_fields()
        self._more.setVisible(model.more > 0)
        self._note.setText(model.note)
        self._note.setVisible(bool(model.note))
        shape = (model.versions, model.put_away, model.is_ready)
        if shape == self._shape:
            return
        self._shape = shape
        clear(self._put_away)
        for line in model.put_away:
            self._put_away.addWidget(self._put_away_card(line))
        clear(self._versions)
        for version in model.versions:
            self._versions.addWidget(self._card(version))
        if model.is_ready and not model.versions:
            why = say("Each change of a field will stand here, with what was there before.")
            self._versions.addWidget(EmptyState(self._context, "history", say("No versions yet."), why))

    def _show_fields(self) -> None:
        wanted = [("", self._context.speaker.say("All fields")), *self._model.fields]
        known = [(self._fields.itemData(place), self._fields.itemText(place)) for place in range(self._fields.count())]
        if known != wanted:
            self._fields.clear()
            for key, label in wanted:
                self._fields.addItem(label, key)
        self._fields.setCurrentIndex(max(self._fields.findData(self._model.chosen), 0))

    def _card(self, version: VersionShown) -> QFrame:
        context, say = self._context, self._context.speaker.say
        card = QFrame()
        card.setProperty("card", "true")
        name = say("{field}, {when}, {who}", field=version.label, when=version.when, who=version.who)
        card.setAccessibleName(name)
        lines = QVBoxLayout(card)
        spaced(context, lines, margins=(14, 10, 12, 10), gap=4)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(text(version.label, "label"), 1)
        if version.can_restore or version.why_not:
            restore = button(context, say("Restore"), self._restoring(version), kind="small", icon="history")
            restore.setAccessibleName(say("Restore {field}: {words}", field=version.label, words=version.words))
            restore.setEnabled(version.can_restore)
            restore.setAccessibleDescription(version.why_not)
            head.addWidget(restore, 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(head)
        lines.addWidget(marked_text(context, version.words, version.before or version.words))
        lines.addWidget(text(context.speaker.dotted((version.when, version.who)), "caption"))
        if version.before:
            lines.addWidget(text(say("Before: {words}", words=version.before), "caption"))
        if version.marks:
            holder, line = flow(context.look.px(6))
            for words, tone in version.marks:
                line.addWidget(badge(words, tone))
            lines.addWidget(holder)
        if version.why_not:
            lines.addWidget(text(version.why_not, "caption"))
        return card

    def _put_away_card(self, line: PutAwayShown) -> QFrame:
        context, say = self._context, self._context.speaker.say
        card = QFrame()
        card.setProperty("card", "true")
        row = QHBoxLayout(card)
        spaced(context, row, margins=(14, 10, 12, 10), gap=8)
        row.addWidget(picture(context, "phone", ink="text2", size=16))
        row.addWidget(text(say("The contact line “{purpose}” was removed.", purpose=line.title), "small"), 1)
        use = button(context, say("Use it again"), lambda: self._model.take_into_use(line), kind="small")
        use.setAccessibleName(say("Use the contact line “{purpose}” again", purpose=line.title))
        row.addWidget(use)
        return card

    def _restoring(self, version: VersionShown) -> Callable[[], None]:
        return lambda: self._model.restore(version)
