"""More than one picture of some pages: a lesson, a quiz with its feedback, a month. Must not draw."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget
from sample_hub import NOW
from sqlalchemy import delete, insert

from haversack.app import App
from haversack.operations import file_queue, following, offline_files
from haversack.operations.copies import CopiedVault, Copies, OwnCopy
from haversack.operations.library import library
from haversack.operations.library_item import library_item
from haversack.operations.workspace import Workspace
from haversack.store import schema
from haversack.store.snapshot_notices import Verdict
from haversack.viewmodels.calendar import CalendarModel, Mode
from haversack.viewmodels.copied import CopiedModel
from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.kept_files import KeptFiles
from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading_desk import ReadingDesk
from haversack.viewmodels.training import TrainingModel
from haversack.views.library_facets import LibraryFacets
from haversack.views.main_window import MainWindow
from haversack.views.message_bar import MessageBar
from haversack.views.network_coordinators import CoordinatorsCard
from haversack.views.organisation_page import OrganisationPage
from haversack.views.parts.panes import Panes
from haversack.views.settings_follow import FollowSettings
from haversack.views.settings_moment import MomentSettings
from haversack.views.settings_space import SpaceSettings
from haversack.views.sync_files import SyncFiles
from haversack.views.sync_now import SyncNow

W = TypeVar("W", bound=QWidget)
_MARGIN: Final = 12
Show = Callable[[App, Callable[[], None]], None]
"""Shows something on the page that is open; is given the app, and what waits until all work is done."""


def show_lesson(app: App, settle: Callable[[], None]) -> None:
    """Open the first lesson of the first course."""
    _open_part(app, settle, "lesson")


def show_quiz(app: App, settle: Callable[[], None]) -> None:
    """Open the first quiz of the first course and answer its first question rightly."""
    _open_part(app, settle, "quiz")
    quiz = app.models.get(TrainingModel).quiz
    if quiz is not None:
        quiz.begin_again()
        quiz.answer(1)
        quiz.check()


def show_month(app: App, settle: Callable[[], None]) -> None:
    """Show the next month in which something is, and the day on which it is."""
    model = app.models.get(CalendarModel)
    today = NOW.date()
    first = min((one.at.first for one in model.listed() if one.at is not None and one.at.first > today), default=None)
    model.show_mode(Mode.MONTH)
    model.pick(first)
    settle()


def show_agenda(app: App, settle: Callable[[], None]) -> None:
    """Go back to the agenda, so that the next picture begins where people begin."""
    app.models.get(CalendarModel).show_mode(Mode.AGENDA)
    settle()


def show_reader(app: App, settle: Callable[[], None]) -> None:
    """Open the item that is shown for reading."""
    rows = app.models.get(LibraryModel).rows.ids
    app.models.get(ReadingDesk).open_item(rows[1])
    settle()


def show_kept(app: App, settle: Callable[[], None]) -> None:
    """Open an item that has files for reading, and keep them."""
    app.session.read(_with_files, app.models.get(ReadingDesk).open_item)
    settle()
    app.session.read(_with_files, app.models.get(KeptFiles).toggle)
    settle()
    app.session.messages.take()


def end_kept(app: App, settle: Callable[[], None]) -> None:
    """Keep them no longer."""
    app.session.read(_with_files, app.models.get(KeptFiles).toggle)
    settle()
    _close_messages(app)


def _close_messages(app: App) -> None:
    """Press away what the window told meanwhile."""
    bar = _shown(app, MessageBar)
    while bar is not None and bar.shown is not None:
        name = app.session.speaker.say("Close")
        next(one for one in bar.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()).click()


def _with_files(workspace: Workspace) -> str:
    with_files = (item.id for item in library(workspace).items if item.files)
    return next(each for each in with_files if library_item(workspace, each).body_languages)


def show_item(app: App, settle: Callable[[], None]) -> None:
    """Show one item, also where a list covers it."""
    app.models.get(ReadingDesk).close()
    app.navigation.go(Place("library", app.models.get(LibraryModel).rows.ids[4]))
    settle()


def show_first_item(app: App, settle: Callable[[], None]) -> None:
    """Go back to the beginning of the list."""
    app.navigation.go(Place("library", app.models.get(LibraryModel).rows.ids[0]))
    settle()


def show_profile(app: App, settle: Callable[[], None]) -> None:
    """Show one profile, also where a list covers it."""
    app.navigation.go(Place("directory", app.models.get(DirectoryModel).rows.ids[0]))
    settle()


def show_tab(name: str) -> Show:
    """Return what opens a tab of the own organisation."""

    def show(app: App, settle: Callable[[], None]) -> None:
        main = app.shell.centralWidget()
        if isinstance(main, MainWindow) and isinstance(main.page, OrganisationPage):
            main.page.choose_tab(name)
        settle()

    return show


def show_waiting_files(app: App, settle: Callable[[], None]) -> None:
    """Ask for all files, put one off, and show those that wait."""
    app.session.write(_ask_for_files, lambda _: None)
    settle()
    _scroll_to(app, SyncFiles)


def end_waiting_files(app: App, settle: Callable[[], None]) -> None:
    """Ask for none again."""
    app.session.write(_ask_for_no_files, lambda _: None)
    settle()


def show_following(app: App, settle: Callable[[], None]) -> None:
    """Tick an area and a language, and ask what following them would bring."""
    model = app.models.get(LibraryModel)
    model.tick("topic", model.choices("topic")[0].value, is_ticked=True)
    model.tick("language", "fr", is_ticked=True)
    settle()
    app.navigation.go(Place("library"))
    settle()
    panes = _shown(app, Panes)
    if panes is not None and not panes.has_side:
        panes.toggle_side()
    settle()
    facets = _shown(app, LibraryFacets)
    if facets is None:
        return
    name = app.session.speaker.say("Get these from now on")
    begin = next(one for one in facets.findChildren(QPushButton) if one.accessibleName() == name)
    begin.click()
    settle()
    _scroll_to(app, LibraryFacets, begin)


def end_following(app: App, settle: Callable[[], None]) -> None:
    """Follow what was asked about, so that Settings has something to show, and take the filters away."""
    model = app.models.get(LibraryModel)
    topics = sorted(model.filters.ticked.get("topic", ()))
    lines = [following.line(topic, "fr") for topic in topics]
    app.session.write(lambda workspace: following.follow(workspace, lines), lambda _: None)
    model.clear_filters()
    panes = _shown(app, Panes)
    if panes is not None and panes.shows_side:
        panes.toggle_side()
    settle()


def show_space(app: App, settle: Callable[[], None]) -> None:
    """Show what comes by itself and what takes space."""
    settle()
    _scroll_to(app, FollowSettings)


def show_moment(app: App, settle: Callable[[], None]) -> None:
    """Show when it connects by itself."""
    settle()
    _scroll_to(app, MomentSettings)


def show_more_space(app: App, settle: Callable[[], None]) -> None:
    """Show the end of what takes space."""
    settle()
    _scroll_to(app, SpaceSettings, at_end=True)


def show_copied(app: App, settle: Callable[[], None]) -> None:
    """Show the start page of a vault that was copied; the network of the sample knows of no copy."""
    settle()
    stamp = int(NOW.timestamp()) - 90_000
    others = (CopiedVault("Harbour Legal Aid", stamp - 90_000),)
    app.models.get(CopiedModel).show_copies(Copies(OwnCopy.NEW_KEYS, stamp, others))


def end_copied(app: App, settle: Callable[[], None]) -> None:
    """Show what is true again."""
    app.models.get(CopiedModel).refresh()
    settle()


def show_alarm(app: App, settle: Callable[[], None]) -> None:
    """Let the vault know of a snapshot that somebody disputes."""
    app.session.write(_dispute, lambda _: None)
    settle()
    _scroll_to(app, SyncNow)


def end_alarm(app: App, settle: Callable[[], None]) -> None:
    """Forget it."""
    app.session.write(_forget_dispute, lambda _: None)
    settle()


def _dispute(workspace: Workspace) -> None:
    feed = next(iter(workspace.shelf_names()))
    row = {"feed": feed, "position": 1, "device": bytes(8), "n": 1, "digest": bytes(32), "index_object": bytes(32)}
    with workspace.replica.transaction() as connection:
        connection.execute(insert(schema.snapshot_notices).values(row | {"summary": b"", "verdict": Verdict.DISPUTED}))


def _forget_dispute(workspace: Workspace) -> None:
    with workspace.replica.transaction() as connection:
        connection.execute(delete(schema.snapshot_notices))


def _ask_for_files(workspace: Workspace) -> None:
    for item in library(workspace).items:
        if item.missing_bytes:
            offline_files.ask_for(workspace, item.id)
    waiting = [file.object for item in library(workspace).items for file in item.files if file.state == "asked"]
    file_queue.put_off(workspace, waiting[:1])


def _ask_for_no_files(workspace: Workspace) -> None:
    for item in library(workspace).items:
        if item.missing_bytes:
            offline_files.stop_asking(workspace, item.id)


def _shown(app: App, kind: type[W]) -> W | None:
    return next((one for one in app.shell.findChildren(kind) if one.isVisible()), None)


def show_coordinators(app: App, settle: Callable[[], None]) -> None:
    """Go to the network's page and down to what only coordinators see."""
    app.navigation.go(Place("network"))
    settle()
    _scroll_to(app, CoordinatorsCard)


def _scroll_to(app: App, kind: type[QWidget], part: QWidget | None = None, *, at_end: bool = False) -> None:
    """Put a part of the page at the top, or as far up as it goes."""
    widget = part or _shown(app, kind)
    area = widget.parentWidget() if widget is not None else None
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if widget is None or not isinstance(area, QScrollArea):
        return
    top = widget.mapTo(area.widget(), QPoint(0, 0)).y()
    bar = area.verticalScrollBar()
    bar.setValue(top + widget.height() - area.viewport().height() + _MARGIN if at_end else top - _MARGIN)


def _open_part(app: App, settle: Callable[[], None], kind: str) -> None:
    model = app.models.get(TrainingModel)
    course = model.course
    if course is None:
        return
    app.navigation.go(Place("training", course.id))
    settle()
    app.navigation.go(Place("training", course.next_part))
    settle()
    while model.quiz is None and kind == "quiz" and model.after:
        app.navigation.go(Place("training", model.after))
        settle()
    while model.quiz is not None and kind == "lesson" and model.before:
        app.navigation.go(Place("training", model.before))
        settle()


PAGE_STATES: Final[dict[str, tuple[tuple[str, Show], ...]]] = {
    "directory": (("profile", show_profile),),
    "library": (
        ("reader", show_reader),
        ("kept", show_kept),
        ("", end_kept),
        ("item", show_item),
        ("", show_first_item),
        ("following", show_following),
        ("", end_following),
    ),
    "organisation": (("contacts", show_tab("contacts")), ("history", show_tab("history")), ("", show_tab("profile"))),
    "training": (("lesson", show_lesson), ("quiz", show_quiz)),
    "home": (("copied", show_copied), ("", end_copied)),
    "sync": (("files", show_waiting_files), ("", end_waiting_files), ("alarm", show_alarm), ("", end_alarm)),
    "settings": (("moment", show_moment), ("files", show_space), ("space", show_more_space)),
    "calendar": (("month", show_month), ("", show_agenda)),
}
"""Page → what else is shown of it: the name of the picture, empty for none, and who shows it."""
