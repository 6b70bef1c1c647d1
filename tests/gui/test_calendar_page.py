"""Calendar: agenda, month, what is over, filters, one event by both clocks, the file for other calendars, and keys."""

from datetime import date, timedelta, timezone
from pathlib import Path

import pytest
from icalendar import Calendar
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from haversack.viewmodels.calendar import CalendarModel, Mode
from haversack.viewmodels.calendar_rows import AgendaRow
from haversack.viewmodels.navigation import Place
from haversack.views.calendar_page import CalendarPage
from haversack.views.parts.agenda_list import AgendaList
from haversack.views.parts.choose_target import Targets
from haversack.views.parts.month_grid import MonthGrid
from haversack.views.parts.printing import pdf_printer
from tests.gui.conftest import Window, controls

K = Qt.Key
BANGKOK = timezone(timedelta(hours=7))


@pytest.fixture
def model(window: Window) -> CalendarModel:
    """The calendar of 17 November 2026 in Bangkok."""
    window.open()
    found = window.app.models.get(CalendarModel)
    found.zone = BANGKOK
    found.refresh()
    window.go("calendar")
    return found


def page_of(window: Window) -> CalendarPage:
    assert isinstance(window.page, CalendarPage)
    return window.page


def id_of(model: CalendarModel, title: str) -> str:
    return next(row.id for row in model.rows.rows if title in row.title)


def events(model: CalendarModel) -> list[AgendaRow]:
    return [row for row in model.rows.rows if isinstance(row, AgendaRow) and not row.is_heading]


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focused(), key)


def large_grid(window: Window) -> MonthGrid:
    return next(one for one in window.page.findChildren(MonthGrid) if one.isVisibleTo(window.page))


def test_the_agenda_is_in_order_under_its_headings(model: CalendarModel) -> None:
    rows = model.rows.rows

    assert rows[0].id == "#2026-12"
    assert rows[0].title == "December 2026"
    left = [int(row.badge.split()[0]) for row in rows if row.badge.endswith("days")]
    assert left == sorted(left)
    assert left[0] == 23
    assert (events(model)[0].number, events(model)[0].weekday) == ("10", "Thu")


def test_headings_are_passed_by_and_rows_say_everything(window: Window, model: CalendarModel) -> None:
    QAbstractItemModelTester(model.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    listed = window.page.findChildren(AgendaList)[0]
    listed.setFocus()
    listed.setCurrentIndex(model.rows.index(1))

    press(K.Key_Down, K.Key_Down)

    assert listed.currentIndex().row() == 4  # a heading stands between
    spoken = model.rows.rows[4].spoken
    for part in ("members' meeting", "Meeting", "Thursday 11 February", "18:00 (UTC+7)", "86 days"):
        assert part in spoken
    model.show_mode(Mode.OVER)
    model.show_mode(Mode.AGENDA)


def test_a_month_stays_a_month(window: Window, model: CalendarModel) -> None:
    row = next(row for row in events(model) if row.title.startswith("Training"))

    assert (row.number, row.weekday, row.badge) == ("Mar", "2027", "Day not known yet")
    before = model.rows.rows[model.rows.rows.index(row) - 1]
    assert before.title in {"March 2027", "International Women's Day"}
    window.go("calendar", row.id)
    assert model.detail is not None
    assert model.detail.times == (("When", "March 2027"), ("", "The day is not known yet."))
    assert not model.detail.has_day


def test_an_event_shows_both_times_with_their_zone(window: Window, model: CalendarModel) -> None:
    window.go("calendar", id_of(model, "members' meeting"))

    assert model.detail is not None
    lines = dict(model.detail.times)
    assert lines["Time at the venue"] == "11 February 2027, 14:00\u201316:00 (Africa/Nairobi, UTC+3)"
    assert lines["Your time"] == "11 February 2027, 18:00\u201320:00 (UTC+7)"
    assert model.detail.topics


def test_an_international_day_comes_each_year(window: Window, model: CalendarModel) -> None:
    window.go("calendar", id_of(model, "World Refugee Day"))

    assert model.detail is not None
    lines = dict(model.detail.times)
    assert lines["When"] == "20 June 2027"
    assert lines["How often"] == "Every year, since 20 June 2001"


def test_the_small_month_marks_its_days_and_lists_the_picked_one(model: CalendarModel) -> None:
    model.turn(1)

    marked = [cell.day for week in model.weeks() for cell in week if cell.marks and cell.is_in_month]
    assert date(2026, 12, 10) in marked
    model.pick(date(2026, 12, 10))
    assert [row.title for row in events(model)] == ["Human Rights Day"]
    assert model.picked_name == "Thursday, 10 December 2026"
    model.pick(date(2026, 12, 10))
    assert len(model.rows.rows) > 2


def test_types_and_areas_can_be_chosen_and_counts_follow(model: CalendarModel) -> None:
    assert {one.name: one.count for one in model.types}["International days"] == 4

    model.show_type("day", is_shown=False)
    assert not any("Day" in row.title for row in events(model))
    assert model.filters == 1
    model.show_type("day", is_shown=True)
    advocacy = next(one for one in model.topics if one.name == "Advocacy")
    model.tick_topic(advocacy.value, is_ticked=True)
    assert len(events(model)) == advocacy.count
    assert {one.name: one.count for one in model.types}["Meetings"] == 0
    model.clear_filters()
    assert model.filters == 0


def test_what_is_over_stands_apart_the_newest_first(window: Window, model: CalendarModel) -> None:
    model.show_mode(Mode.OVER)

    assert [row.title for row in events(model)] == ["International Refugee Congress"]
    assert all(row.is_over and row.badge == "Over" for row in events(model))
    record = events(model)[0].id
    model.show_mode(Mode.AGENDA)
    window.go("calendar", record)
    assert model.mode is Mode.OVER


def test_the_month_writes_what_is_on_its_days_and_shows_the_picked_one(window: Window, model: CalendarModel) -> None:
    model.show_mode(Mode.MONTH)
    model.turn(1)
    large_grid(window).picked.emit(date(2026, 12, 18))
    window.settle()

    assert [row.title for row in model.day_rows.rows] == ["International Migrants Day"]
    assert model.detail is not None
    assert model.detail.title == "International Migrants Day"
    large_grid(window).picked.emit(date(2026, 12, 19))
    window.settle()
    words = [label.text() for label in window.page.findChildren(QLabel) if label.isVisibleTo(window.page)]
    assert "Nothing is on this day." in words
    assert "Saturday, 19 December 2026" in words


def test_keys_go_through_the_month(window: Window, model: CalendarModel) -> None:
    model.show_mode(Mode.MONTH)
    window.settle()
    grid = large_grid(window)
    grid.focus_first()
    assert focused().accessibleName() == "Today, Tuesday, 17 November 2026"

    steps = {
        K.Key_Right: "Wednesday, 18 November 2026",
        K.Key_Up: "Wednesday, 11 November 2026",
        K.Key_Home: "Monday, 9 November 2026",
        K.Key_End: "Sunday, 15 November 2026",
        K.Key_PageDown: "Tuesday, 15 December 2026",
        K.Key_PageUp: "Sunday, 15 November 2026",
        K.Key_Down: "Sunday, 22 November 2026",
    }
    for key, day in steps.items():
        press(key)
        assert focused().accessibleName().startswith(day), key
    press(K.Key_Down, K.Key_Down)
    assert model.month == date(2026, 12, 1)
    press(K.Key_T)
    assert (model.month, model.picked) == (date(2026, 11, 1), date(2026, 11, 17))
    press(K.Key_Right, K.Key_Return)
    assert model.picked == date(2026, 11, 18)


def test_a_month_end_stays_a_month_end(window: Window, model: CalendarModel) -> None:
    model.show_mode(Mode.MONTH)
    model.pick(date(2027, 1, 31))
    window.settle()
    large_grid(window).focus_day(date(2027, 1, 31))

    press(K.Key_PageDown)

    assert focused().accessibleName().startswith("Sunday, 28 February 2027")


def test_arabic_weeks_begin_on_saturday_and_arrows_follow_the_page(window: Window, model: CalendarModel) -> None:
    window.look(language="ar")
    model.show_mode(Mode.MONTH)
    window.settle()

    first = model.weeks()[0][0]
    assert first.day.weekday() == 5
    assert model.month_name == "نوفمبر 2026"
    large_grid(window).focus_first()
    press(K.Key_Left)
    press(K.Key_Return)
    assert model.picked == date(2026, 11, 18)


def test_the_export_holds_what_is_listed_and_says_what_it_leaves_out(
    window: Window, model: CalendarModel, tmp_path: Path
) -> None:
    page_of(window).targets = Targets(lambda *_: None, lambda *_: tmp_path / "all.ics")
    export = next(one for one in window.page.findChildren(QAbstractButton) if one.accessibleName() == "Export the list")

    export.click()
    window.settle()

    calendar = Calendar.from_ical((tmp_path / "all.ics").read_bytes())
    titles = sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT"))
    assert titles == sorted(row.title for row in events(model) if row.badge != "Day not known yet")
    told = [label.text() for label in window.main.findChildren(QLabel) if label.isVisibleTo(window.main)]
    assert any("5 events were written." in words for words in told)
    assert any("1 was left out: its day is not known yet." in words for words in told)


def test_one_event_is_exported_alone(window: Window, model: CalendarModel, tmp_path: Path) -> None:
    window.go("calendar", id_of(model, "members' meeting"))

    model.export(tmp_path / "one.ics", only_chosen=True)
    window.settle()

    (event,) = Calendar.from_ical((tmp_path / "one.ics").read_bytes()).walk("VEVENT")
    assert "Your time: 11 February 2027, 18:00" in str(event["DESCRIPTION"])


def test_a_month_is_exported_and_printed_whole_whatever_day_is_picked(
    window: Window, model: CalendarModel, tmp_path: Path
) -> None:
    model.show_mode(Mode.MONTH)
    model.pick(date(2026, 12, 2))
    assert not model.listed()
    page_of(window).choose_printer = lambda *_: pdf_printer(str(tmp_path / "month.pdf"))

    assert window.page.print_shown()
    model.export(tmp_path / "month.ics", only_chosen=False)
    window.settle()

    written = Calendar.from_ical((tmp_path / "month.ics").read_bytes()).walk("VEVENT")
    assert len(written) == len(model.printed_rows()) > 0


def test_a_month_without_events_writes_no_file_and_says_so(
    window: Window, model: CalendarModel, tmp_path: Path
) -> None:
    model.show_mode(Mode.MONTH)
    model.pick(date(1900, 2, 2))

    model.export(tmp_path / "month.ics", only_chosen=False)
    window.settle()

    assert not (tmp_path / "month.ics").exists()
    told = window.app.session.messages.current
    assert told is not None
    assert told.text == "There is no event here to write into a file."


def test_the_list_is_printed(window: Window, model: CalendarModel, tmp_path: Path) -> None:
    page_of(window).choose_printer = lambda *_: pdf_printer(str(tmp_path / "list.pdf"))

    assert window.page.print_shown()

    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")


def test_a_star_keeps_an_event_within_reach(window: Window, model: CalendarModel) -> None:
    window.go("calendar", id_of(model, "World Refugee Day"))
    name = "Keep World Refugee Day within reach on Home"
    star = next(one for one in window.page.findChildren(QAbstractButton) if one.accessibleName() == name)

    star.click()
    window.settle()

    assert star.isChecked()


def test_a_new_day_is_noticed(window: Window, model: CalendarModel) -> None:
    before = events(model)[0].badge
    model.zone = timezone(timedelta(hours=14))

    window.app.navigation.go(Place("home"))
    window.go("calendar")

    assert (before, events(model)[0].badge) == ("23 days", "22 days")


LAYOUTS = [("en", 100, (960, 520)), ("ar", 100, (960, 520)), ("en", 200, (1366, 696)), ("en", 100, (1024, 600))]


@pytest.mark.parametrize(("language", "scale", "size"), LAYOUTS)
def test_no_control_is_lost(
    window: Window, model: CalendarModel, language: str, scale: int, size: tuple[int, int]
) -> None:
    record = id_of(model, "members' meeting")
    window.app.shell.resize(*size)
    window.look(language=language, scale=scale)
    for mode in Mode:
        model.show_mode(mode)
        for place in ("", record):
            window.go("calendar", place)

            found = controls(window.page, lambda one: isinstance(one, QAbstractButton))

            assert found
            assert all(one.accessibleName() for one in found)
            outside = [
                one.accessibleName()
                for one in found
                if one.mapTo(window.page, one.rect().bottomRight()).x() > window.page.width()
                or one.mapTo(window.page, one.rect().topLeft()).x() < 0
            ]
            assert outside == []
