"""Editors of single fields, alike in the form and where a new version is written. Must not keep what is typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from haversack.viewmodels.organisation_shown import Part
from haversack.views.parts.wheel import scroll_past


def line_field(part: Part, name: str) -> QLineEdit:
    """Return an empty field for one line.

    Args:
        part: What is written in it.
        name: For screen readers.
    """
    made = QLineEdit()
    made.setAccessibleName(name)
    if part.longest:
        made.setMaxLength(part.longest)
    if part.is_left_to_right:
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return made


def choice_box(part: Part, name: str) -> QComboBox:
    """Return a box with the choices of a field in words; the data of each line is its value.

    Args:
        part: With choices.
        name: For screen readers.
    """
    made = QComboBox()
    scroll_past(made)
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    for value, words in part.choices:
        made.addItem(words, value)
    return made
