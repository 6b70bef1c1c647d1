"""In which language texts are edited, and to begin another one. Must not translate."""

from typing import Final

from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QWidget

from haversack.viewmodels.organisation import OrganisationModel
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past

_OTHER: Final = ""


class LanguageLine(QWidget):
    """A choice of the language of the texts; its last line offers all others."""

    def __init__(self, context: Context, model: OrganisationModel) -> None:
        """Build it and show what the model has."""
        super().__init__()
        self._context, self._model = context, model
        say = context.speaker.say
        line = QHBoxLayout(self)
        spaced(context, line, gap=8)
        self._label = text(say("Texts in"), "caption", wraps=False)
        line.addWidget(self._label)
        self._known = QComboBox()
        scroll_past(self._known)
        self._known.setAccessibleName(say("Language of the texts"))
        self._known.setToolTip(tooltip(say("Language of the texts")))
        self._known.activated.connect(self._on_chosen)
        self._label.setBuddy(self._known)
        line.addWidget(self._known)
        self._others = QComboBox()
        scroll_past(self._others)
        self._others.setAccessibleName(say("Another language to write in"))
        self._others.setPlaceholderText(say("Choose a language"))
        self._others.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._others.setMinimumContentsLength(14)
        self._others.activated.connect(self._on_begun)
        self._others.setVisible(False)
        line.addWidget(self._others)
        line.addStretch()
        self.show_languages()

    def set_beside(self, layout: QBoxLayout, *, is_beside: bool) -> None:
        """Stand beside the tabs, or below them where there is no room."""
        way = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        layout.setDirection(way)

    def show_languages(self) -> None:
        """Show the languages of the model."""
        wanted = [*self._model.languages]
        if self._model.may_edit:
            wanted.append((_OTHER, self._context.speaker.say("Another language…")))
        known = [(self._known.itemData(place), self._known.itemText(place)) for place in range(self._known.count())]
        if known != wanted:
            self._known.clear()
            for tag, name in wanted:
                self._known.addItem(name, tag)
        self._known.setCurrentIndex(self._known.findData(self._model.language))

    def _on_chosen(self, place: int) -> None:
        tag = str(self._known.itemData(place))
        is_other = tag == _OTHER
        if is_other and not self._others.count():
            for other, name in self._model.other_languages:
                self._others.addItem(name, other)
            self._others.setCurrentIndex(-1)
        self._others.setVisible(is_other)
        if is_other:
            self._known.setCurrentIndex(self._known.findData(self._model.language))
            self._others.setFocus()
            self._others.showPopup()
        else:
            self._model.choose_language(tag)

    def _on_begun(self, place: int) -> None:
        self._others.setVisible(False)
        self._others.setCurrentIndex(-1)
        self._model.choose_language(str(self._others.itemData(place)))
        self._known.setFocus()
