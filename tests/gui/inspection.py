"""What is true of every screen, whatever it shows. Each check yields what is wrong, one line a fault.

Must not know any page: a new one is checked as soon as it is in the registry.
"""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QTextOption, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

from haversack.views.parts.texts import MirroredText

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
"""What people operate."""
_MANY_ROWS = 40
_MOST_LINKS = 60
"""So often Tab may stay in one text, to go from link to link."""
_FRAME = 2
"""Width of the line around a control that has the keyboard, in pixels."""
_LEAST_HEIGHT = 48
"""Less of a scrolled part in pixels is a slit in which nobody finds anything."""
_ROLES = {
    QCheckBox: {QAccessible.Role.CheckBox},
    QRadioButton: {QAccessible.Role.RadioButton},
    QAbstractButton: {QAccessible.Role.Button, QAccessible.Role.ButtonMenu, QAccessible.Role.CheckBox},
    QComboBox: {QAccessible.Role.ComboBox},
    QLineEdit: {QAccessible.Role.EditableText},
    QPlainTextEdit: {QAccessible.Role.EditableText, QAccessible.Role.StaticText},
    QTextEdit: {QAccessible.Role.EditableText, QAccessible.Role.StaticText, QAccessible.Role.Document},
    QTableView: {QAccessible.Role.Table},
    QAbstractItemView: {QAccessible.Role.List, QAccessible.Role.Table},
    QAbstractSlider: {QAccessible.Role.Slider},
    QTabBar: {QAccessible.Role.PageTabList},
    # Takes the keyboard where a long text is scrolled by it; Qt has no other word for it.
    QScrollArea: {QAccessible.Role.Client},
}
"""What a screen reader may call a control, the first class that fits."""


def shown(root: QWidget, *kinds: type[QWidget]) -> Iterator[QWidget]:
    """Yield the widgets of some kinds that people can see or scroll to, without the insides of Qt's own ones."""
    for widget in root.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisibleTo(root) and not is_inside_a_control(widget):
            yield widget


def is_inside_a_control(widget: QWidget) -> bool:
    """Whether a widget is a part of one of Qt's own: the field of a spin box, a scroll bar, a button that clears."""
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return True
    above = widget.parentWidget()
    if isinstance(above, QAbstractSpinBox | QComboBox | QTabBar | QLineEdit):
        return True
    return isinstance(above, QAbstractScrollArea) and not isinstance(above, QScrollArea)


def called(widget: QWidget) -> str:
    """Return how a person would find a widget."""
    words = widget.accessibleName() or str(widget.property("text") or "") or widget.objectName()
    return f"{type(widget).__name__} “{words[:60]}”"


def lost(root: QWidget) -> Iterator[str]:
    """Yield controls that reach beyond what they lie in, or beyond what can be scrolled to, or lie upon each other."""
    controls = list(shown(root, *CONTROLS))
    for widget in controls:
        inner, outer = widget, widget.parentWidget()
        while outer is not None and inner is not root:
            rect = QRect(widget.mapTo(outer, QPoint(0, 0)), widget.size())
            if isinstance(outer.parentWidget(), QScrollArea):
                # Up and down it can be scrolled to; sideways it must be seen.
                if rect.left() < 0 or rect.right() >= outer.width():
                    yield f"{called(widget)} is cut off at the side"
                break
            if not outer.rect().contains(rect):
                yield f"{called(widget)} reaches beyond {called(outer)}: {rect.getRect()} in {outer.size().toTuple()}"
                break
            inner, outer = outer, outer.parentWidget()
        if widget.width() < 8 or widget.height() < 8:
            yield f"{called(widget)} is {widget.width()} × {widget.height()}"
    yield from _upon_each_other(root, controls)


def _upon_each_other(root: QWidget, controls: list[QWidget]) -> Iterator[str]:
    """Yield pairs that share ground: people would press the wrong one."""
    places = [(one, QRect(one.mapTo(root, QPoint(0, 0)), one.size()).adjusted(1, 1, -1, -1)) for one in controls]
    for number, (one, place) in enumerate(places):
        for other, its_place in places[number + 1 :]:
            is_nested = one.isAncestorOf(other) or other.isAncestorOf(one)
            if place.intersects(its_place) and not is_nested and _scroller(one) is _scroller(other):
                yield f"{called(one)} lies upon {called(other)}"


def _scroller(widget: QWidget) -> QWidget | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def clipped(root: QWidget) -> Iterator[str]:
    """Yield texts that do not fit into their place, unless they end in dots on purpose and can be read elsewhere."""
    for label in shown(root, QLabel):
        assert isinstance(label, QLabel)
        if label.text() and not _gives_way(label):
            yield from _cut_label(label)
    for button in shown(root, QPushButton, QCheckBox, QRadioButton):
        assert isinstance(button, QAbstractButton)
        needed, letters = button.sizeHint().width(), button.fontMetrics().tightBoundingRect(button.text()).height()
        is_fitting = button.text() and not _gives_way(button)
        if is_fitting and (button.width() < needed or button.height() < letters + 2 * _FRAME):
            yield f"{called(button)} needs {needed} × {letters + 2 * _FRAME}, has {button.size().toTuple()}"
    for box in shown(root, QComboBox):
        assert isinstance(box, QComboBox)
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        place = box.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
        )
        needed_width = box.fontMetrics().horizontalAdvance(box.currentText())
        if needed_width > place.width() and not box.toolTip():
            yield f"{called(box)} shows “{box.currentText()}”, which needs {needed_width}, has {place.width()}"
    for field in shown(root, QLineEdit, QComboBox, QAbstractSpinBox):
        if field.height() < field.fontMetrics().height():
            yield f"{called(field)} is lower than its letters"


def _gives_way(widget: QWidget) -> bool:
    """Whether a text draws itself, with dots at its end where there is no room."""
    return not (isinstance(widget, MirroredText) or type(widget).paintEvent.__qualname__.startswith("Q"))


def _cut_label(label: QLabel) -> Iterator[str]:
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height():
            yield f"{called(label)} needs {needed} pixels of height at {label.width()} of width, has {label.height()}"
        if label.textFormat() == Qt.TextFormat.RichText:
            return  # its letters are not those of its text
        # Where Qt itself breaks lines, not only at spaces.
        widest = label.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), label.text()).width()
        if widest > room.width():
            yield f"{called(label)} has a word that needs {widest} pixels of width, has {room.width()}"
        return
    hint = label.sizeHint()
    if hint.width() > label.width() or hint.height() > label.height():
        yield f"{called(label)} needs {hint.toTuple()}, has {label.size().toTuple()}"


def scrolled_sideways(root: QWidget) -> Iterator[str]:
    """Yield what must be scrolled sideways to be seen whole, but for tables."""
    for area in root.findChildren(QAbstractScrollArea):
        if not area.isVisibleTo(root) or isinstance(area, QTableView) or isinstance(area.parentWidget(), QComboBox):
            continue
        if isinstance(area, QScrollArea) and area.widget() is not None:
            if area.widget().width() > area.viewport().width():
                yield f"{called(area)} holds {area.widget().width()} pixels of width, shows {area.viewport().width()}"
            if area.viewport().height() < _LEAST_HEIGHT and area.widget().height() > area.viewport().height():
                yield f"{called(area)} shows {area.viewport().height()} pixels of height of {area.widget().height()}"
        elif area.horizontalScrollBar().maximum() > area.horizontalScrollBar().minimum():
            yield f"{called(area)} scrolls sideways"
        if isinstance(area, QTextEdit) and area.wordWrapMode() == QTextOption.WrapMode.NoWrap:
            yield f"{called(area)} does not wrap"


def unspoken(root: QWidget) -> Iterator[str]:
    """Yield controls and whatever else the keyboard reaches that a screen reader could not name."""
    for widget in shown(root, QWidget):
        takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if not isinstance(widget, CONTROLS) and not takes_keys:
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        if not told.text(QAccessible.Text.Name).strip():
            yield f"{called(widget)} in {type(widget.parentWidget()).__name__} has no name"
        roles = next((roles for kind, roles in _ROLES.items() if isinstance(widget, kind)), None)
        if roles is not None and told.role() not in roles:
            yield f"{called(widget)} is told as {told.role().name}"
        if roles is None and told.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client):
            yield f"{called(widget)} takes the keyboard and is told as {told.role().name}"


def unspoken_rows(root: QWidget) -> Iterator[str]:
    """Yield rows of lists that a screen reader could not read, and states that only a colour tells."""
    for view in shown(root, QAbstractItemView):
        assert isinstance(view, QAbstractItemView)
        model = view.model()
        for number in range(min(model.rowCount(), _MANY_ROWS)):
            index = model.index(number, 0)
            spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
            title = index.data(Qt.ItemDataRole.DisplayRole)
            if not isinstance(spoken, str) or not spoken.strip():
                yield f"row {number} of {called(view)} says nothing"
            elif isinstance(title, str) and title.partition(". ")[2 if title[0].isdigit() else 0] not in spoken:
                yield f"row {number} of {called(view)} shows “{title}” and says “{spoken}”"
    for label in shown(root, QLabel):
        assert isinstance(label, QLabel)
        if label.property("badge") and label.pixmap().isNull() and not label.text().strip():
            yield f"{called(label)} is a badge without a word"


def not_reached_by_tab(root: QWidget) -> Iterator[str]:
    """Yield what Tab does not reach from where the keyboard is, and a trap that it does not leave.

    The window must be active.
    """
    wanted = {
        widget
        for widget in shown(root, QWidget)
        if widget.isEnabledTo(root) and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not _is_grouped(widget)
    }
    reached: list[QWidget] = []
    stays = 0
    while stays < _MOST_LINKS:
        QTest.keyClick(root.window().windowHandle(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is None:
            yield "Tab leads nowhere"
            return
        if reached and focused is reached[0] and focused is not reached[-1]:
            break
        stays = stays + 1 if reached and focused is reached[-1] else 0
        reached += [] if stays else [focused]
    else:
        yield f"{called(reached[-1])} does not let Tab go on"
    for widget in wanted.difference(reached):
        yield f"Tab does not reach {called(widget)}"


def changed_by_wheel(root: QWidget) -> Iterator[str]:
    """Find fields that a turning wheel changes while somebody scrolls past them."""
    for field in shown(root, QComboBox, QAbstractSlider, QAbstractSpinBox):
        if isinstance(field, QScrollBar) or field.hasFocus() or not field.isEnabledTo(root):
            continue
        before = _value_of(field)
        middle = QPointF(field.rect().center())
        turn = QWheelEvent(
            middle,
            QPointF(field.mapToGlobal(middle)),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, turn)
        if field.hasFocus() or _value_of(field) != before:
            yield f"a wheel changes {called(field)}"


def _value_of(field: QWidget) -> object:
    if isinstance(field, QComboBox):
        return field.currentIndex()
    return field.value() if isinstance(field, QAbstractSlider) else field.property("value")


def _is_grouped(widget: QWidget) -> bool:
    """Whether arrow keys reach a button from another of its group, so that Tab passes it by."""
    return isinstance(widget, QRadioButton)
