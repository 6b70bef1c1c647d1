"""Calendar: agenda, month, one event, and the file for other calendars."""

from datetime import date, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from haversack.viewmodels.calendar import CalendarModel
from haversack.views.parts.month_grid import MonthGrid
from tests.gui.conftest import Window, controls


@pytest.fixture
def model(window: Window) -> CalendarModel:
    window.open()
    found = window.app.models.get(CalendarModel)
    found.zone = timezone(timedelta(hours=7))
    window.go("calendar")
    return found


def id_of(model: CalendarModel, title: str) -> str:
    return next(row.id for row in model.rows.rows if title in row.title)


def test_the_agenda_is_in_order_under_its_months(model: CalendarModel) -> None:
    rows = model.rows.rows

    assert rows[0].id == "#2026-12"
    left = [int(row.badge.split()[0]) for row in rows if row.badge.endswith("days")]
    assert left == sorted(left)
    assert left[0] == 23


def test_a_month_stays_a_month(model: CalendarModel) -> None:
    row = next(row for row in model.rows.rows if row.title.startswith("Training"))

    assert row.badge == "Day is open"
    assert "March 2027" in row.lines[0]
    assert not any("March 2027" in line and line[:1].isdigit() for line in row.lines)


def test_an_event_shows_both_times_with_their_zone(window: Window, model: CalendarModel) -> None:
    window.go("calendar", id_of(model, "members' meeting"))

    assert model.detail is not None
    lines = dict(model.detail.lines)
    assert lines["Time at the venue"] == "11 February 2027, 14:00\u201316:00 (Africa/Nairobi, UTC+3)"
    assert lines["Your time"] == "11 February 2027, 18:00\u201320:00 (UTC+7)"
    assert model.detail.topics


def test_an_international_day_comes_each_year(window: Window, model: CalendarModel) -> None:
    window.go("calendar", id_of(model, "World Refugee Day"))

    assert model.detail is not None
    lines = dict(model.detail.lines)
    assert lines["When"] == "20 June 2027"
    assert lines["How often"] == "Every year, since 20 June 2001"


def test_the_month_marks_its_days_and_lists_the_picked_one(model: CalendarModel) -> None:
    model.turn(1)

    marked = [cell.day for week in model.weeks() for cell in week if cell.mark and cell.is_in_month]
    assert date(2026, 12, 10) in marked
    model.pick(date(2026, 12, 10))
    assert [row.title for row in model.rows.rows if row.badge] == ["Human Rights Day"]
    model.pick(None)
    assert len(model.rows.rows) > 2


def test_types_can_be_left_out_and_what_is_over_shown(model: CalendarModel) -> None:
    model.show_type("day", is_shown=False)
    assert not any("Day" in row.title for row in model.rows.rows)
    model.show_type("day", is_shown=True)
    model.show_past(is_past=True)
    assert all(row.badge == "Over" for row in model.rows.rows if row.badge)


def test_arrow_keys_go_through_the_days(window: Window, model: CalendarModel) -> None:
    grid = window.page.findChild(MonthGrid)
    assert grid is not None
    window.app.shell.activateWindow()
    window.qtbot.waitUntil(window.app.shell.isActiveWindow)
    grid.focus_day(date(2026, 11, 30))
    day = QApplication.focusWidget()
    assert day is not None

    QTest.keyClick(day, Qt.Key.Key_Right)

    assert model.month == date(2026, 12, 1)
    there = QApplication.focusWidget()
    assert there is not None
    assert there.accessibleName().startswith("1 December 2026")


def test_the_export_holds_what_is_listed(window: Window, model: CalendarModel, tmp_path: Path) -> None:
    model.export(tmp_path / "all.ics", only_chosen=False)
    window.settle()

    data = (tmp_path / "all.ics").read_bytes()

    assert data.count(b"BEGIN:VEVENT") == sum(not row.id.startswith("#") for row in model.rows.rows)
    assert b"RRULE:FREQ=YEARLY" in data


@pytest.mark.parametrize(
    ("language", "scale", "size"), [("en", 100, (960, 520)), ("ar", 100, (960, 520)), ("en", 200, (1366, 696))]
)
def test_no_control_is_lost(
    window: Window, model: CalendarModel, language: str, scale: int, size: tuple[int, int]
) -> None:
    record = id_of(model, "members' meeting")
    window.app.shell.resize(*size)
    window.look(language=language, scale=scale)
    window.go("calendar", record)

    found = controls(window.page, lambda one: isinstance(one, QAbstractButton))

    assert found
    assert all(one.accessibleName() for one in found)
    assert all(one.mapTo(window.page, one.rect().bottomRight()).x() <= window.page.width() for one in found)
    assert all(one.mapTo(window.page, one.rect().topLeft()).x() >= 0 for one in found)
