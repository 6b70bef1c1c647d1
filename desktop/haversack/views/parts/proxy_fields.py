"""Asks by which proxy a hub is reached: the kind, and what belongs to it. Must not judge or keep it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from haversack.viewmodels.proxy_form import ProxyForm, kind_names, kind_note, mistake
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.invitation_fields import failure_text, one_line, show_mistake
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past


class ProxyFields(QWidget):
    """A choice, and three fields where the choice has an address.

    Attributes:
        kind: The choice.
        place: Where host and port are typed.
        name: Where a name is typed, for a proxy that wants one.
        password: As `name`.

    Signals:
        given: Something was chosen, or a field was left after typing.
    """

    given = Signal(ProxyForm)

    def __init__(self, context: Context) -> None:
        """Build them, empty."""
        super().__init__()
        self._speaker = context.speaker
        say, lines = context.speaker.say, QVBoxLayout(self)
        spaced(context, lines, gap=6)
        label, self.kind = text(say("How the hub is reached"), "label"), QComboBox()
        scroll_past(self.kind)
        self.kind.setAccessibleName(label.text())
        # Its longest name must not widen the page.
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(14)
        self.kind.addItems(list(kind_names(context.speaker)))
        self.kind.setMinimumHeight(context.look.target)
        label.setBuddy(self.kind)
        self._note, self._failure = text("", "caption"), failure_text()
        lines.addWidget(label)
        lines.addWidget(self.kind)
        lines.addWidget(self._note)
        self._of_place = QWidget()
        inside = QVBoxLayout(self._of_place)
        spaced(context, inside, gap=6)
        self.place = self._field(context, inside, say("Address and port of the proxy"))
        self.place.setPlaceholderText("127.0.0.1:9050")
        inside.addWidget(self._failure)
        self.name = self._field(context, inside, say("Name, if the proxy wants one"))
        self.password = self._field(context, inside, say("Password, if the proxy wants one"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        lines.addWidget(self._of_place)
        self.kind.activated.connect(self._give)
        for field in (self.place, self.name, self.password):
            field.editingFinished.connect(self._give)

    @property
    def form(self) -> ProxyForm:
        """What is chosen and typed now."""
        return ProxyForm(self.kind.currentIndex(), self.place.text(), self.name.text(), self.password.text())

    def show_form(self, form: ProxyForm) -> None:
        """Show what is set, and what is wrong with it; a field that somebody types in stays as it is."""
        self.kind.setCurrentIndex(form.kind)
        for field, value in ((self.place, form.place), (self.name, form.name), (self.password, form.password)):
            if not field.hasFocus() and field.text() != value:
                field.setText(value)
        self._note.setText(kind_note(self._speaker, form))
        self.kind.setAccessibleDescription(self._note.text())
        self._of_place.setVisible(form.is_named)
        show_mistake(self.place, self._failure, mistake(self._speaker, form))

    def _field(self, context: Context, lines: QVBoxLayout, name: str) -> QLineEdit:
        label, field = text(name, "label"), one_line(context, name, "")
        label.setBuddy(field)
        lines.addWidget(label)
        lines.addWidget(field)
        return field

    def _give(self) -> None:
        self.given.emit(self.form)
