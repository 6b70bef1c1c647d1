"""Each check of `inspection` finds what it is for, planted in a small window, and nothing in one that is right."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui import inspection


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[QWidget]:
    """A window of 400 × 300 with a field, a button and a text, all as they should be."""
    root = QWidget()
    root.resize(400, 300)
    lines = QVBoxLayout(root)
    field = QLineEdit()
    field.setAccessibleName("Name")
    lines.addWidget(field)
    lines.addWidget(QPushButton("Save"))
    lines.addWidget(QLabel("Saved here"))
    lines.addStretch()
    with qtbot.waitExposed(root):
        root.show()
    yield root
    root.close()
    root.deleteLater()


def plant(pane: QWidget, widget: QWidget, *place: int) -> None:
    """Put a widget into the window where it should not be."""
    widget.setParent(pane)
    widget.setGeometry(*place)
    widget.show()


def every_fault(pane: QWidget) -> list[str]:
    pane.activateWindow()
    checks = (inspection.lost, inspection.clipped, inspection.scrolled_sideways, inspection.unspoken)
    return [
        fault for check in (*checks, inspection.unspoken_rows, inspection.not_reached_by_tab) for fault in check(pane)
    ]


def test_a_window_that_is_right_has_no_fault(pane: QWidget) -> None:
    assert every_fault(pane) == []


def test_a_control_beyond_the_edge_is_lost(pane: QWidget) -> None:
    plant(pane, QPushButton("Far away"), 350, 200, 100, 30)

    assert [fault for fault in inspection.lost(pane) if "reaches beyond" in fault] != []


def test_a_control_beyond_the_side_of_what_scrolls_is_lost_and_one_below_is_not(pane: QWidget) -> None:
    area, content = QScrollArea(), QWidget()
    area.setAccessibleName("Long")
    content.resize(200, 2_000)
    QPushButton("Below", content).setGeometry(10, 1_900, 80, 30)
    beside = QPushButton("Beside", content)
    beside.setGeometry(10, 10, 80, 30)
    area.setWidget(content)
    plant(pane, area, 0, 100, 400, 190)
    assert list(inspection.lost(pane)) == []

    beside.move(150, 10)

    assert [fault.startswith("QPushButton “Beside”") for fault in inspection.lost(pane)] == [True]


def test_controls_upon_each_other_are_found(pane: QWidget) -> None:
    plant(pane, QPushButton("First"), 10, 150, 100, 30)
    plant(pane, QPushButton("Second"), 60, 160, 100, 30)

    assert list(inspection.lost(pane)) == ["QPushButton “First” lies upon QPushButton “Second”"]


def test_texts_that_are_cut_are_found(pane: QWidget) -> None:
    wrapping = QLabel("One sentence that needs more lines than it is given here")
    wrapping.setWordWrap(True)
    box = QComboBox()
    box.addItem("Kept on this computer and not sent yet")
    plant(pane, QLabel("All of this does not fit"), 10, 120, 40, 20)
    plant(pane, wrapping, 10, 150, 80, 20)
    plant(pane, QPushButton("Join and open"), 10, 180, 40, 30)
    plant(pane, box, 10, 220, 60, 30)

    found = " ".join(inspection.clipped(pane))

    assert all(words in found for words in ("All of this", "One sentence", "Join and open", "Kept on"))


def test_what_scrolls_sideways_is_found(pane: QWidget) -> None:
    area, content, notes = QScrollArea(), QWidget(), QPlainTextEdit("word " * 80)
    notes.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    content.resize(600, 100)
    area.setWidget(content)
    plant(pane, area, 0, 100, 200, 90)
    plant(pane, notes, 0, 200, 200, 90)

    assert len(list(inspection.scrolled_sideways(pane))) == 2


def test_a_control_without_a_name_is_found(pane: QWidget) -> None:
    plant(pane, QPushButton(), 10, 200, 40, 30)

    assert list(inspection.unspoken(pane)) == ["QPushButton “” in QWidget has no name"]


def test_rows_that_say_nothing_and_badges_without_a_word_are_found(pane: QWidget) -> None:
    rows, badge = QListView(), QLabel()
    rows.setModel(QStringListModel(["", "A row"], rows))
    badge.setProperty("badge", "wait")
    plant(pane, rows, 10, 120, 200, 100)
    plant(pane, badge, 10, 230, 40, 20)

    assert [fault.partition(" ")[0] for fault in inspection.unspoken_rows(pane)] == ["row", "QLabel"]


def test_a_field_that_keeps_tab_for_itself_is_a_trap(pane: QWidget) -> None:
    plant(pane, QPlainTextEdit(), 10, 120, 200, 100)

    found = list(inspection.not_reached_by_tab(pane))

    assert any("does not let Tab go on" in fault for fault in found)


class Ring(QWidget):
    """Leads Tab back to one of its buttons, as a proxy for focus once did on the locked screen."""

    kept: QPushButton

    def focusNextPrevChild(self, is_next: bool) -> bool:
        self.kept.setFocus()
        return is_next


def test_what_tab_passes_by_is_found(pane: QWidget) -> None:
    ring = Ring()
    above, ring.kept = QPushButton("Above", ring), QPushButton("Below", ring)
    for child in pane.findChildren(QWidget):
        child.hide()
    plant(pane, ring, 0, 100, 300, 150)
    ring.kept.setFocus()

    assert "Tab does not reach QPushButton “Above”" in list(inspection.not_reached_by_tab(pane))
    assert above.isVisible()
