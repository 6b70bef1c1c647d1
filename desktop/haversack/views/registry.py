"""The pages of the window, in the order of the sidebar. A new page is one line here. Must not build any."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from haversack.i18n.language import Speaker
from haversack.views.areas_page import AreasPage
from haversack.views.calendar_page import CalendarPage
from haversack.views.context import Context
from haversack.views.directory_page import DirectoryPage
from haversack.views.help_page import HelpPage
from haversack.views.home_page import HomePage
from haversack.views.kits_page import KitsPage
from haversack.views.library_page import LibraryPage
from haversack.views.network_page import NetworkPage
from haversack.views.organisation_page import OrganisationPage
from haversack.views.page import Page
from haversack.views.search_page import SearchPage
from haversack.views.settings_page import SettingsPage
from haversack.views.sync_page import SyncPage
from haversack.views.training_page import TrainingPage


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the window.

    Attributes:
        id: Stable; `Place.page`.
        title: Gives its title in a language.
        icon: Name of its icon.
        build: Builds it.
        kinds: Kinds of records that the sidebar counts for it.
        is_below: Whether it stands at the foot of the sidebar.
        is_hidden: Whether it is reached from elsewhere only, so that the sidebar leaves it out.
        is_for_coordinators: Whether the sidebar leaves it out on all other computers.
        belongs_to: Id of the page that the sidebar marks while this one is shown; empty for itself.
    """

    id: str
    title: Callable[[Speaker], str]
    icon: str
    build: Callable[[Context], Page]
    kinds: tuple[str, ...] = ()
    is_below: bool = False
    is_hidden: bool = False
    is_for_coordinators: bool = False
    belongs_to: str = ""


PAGES: Final = (
    PageEntry("home", lambda speaker: speaker.say("Home"), "house", HomePage),
    PageEntry("directory", lambda speaker: speaker.say("Directory"), "users", DirectoryPage, ("organisation",)),
    PageEntry("library", lambda speaker: speaker.say("Library"), "library", LibraryPage, ("resource", "statement")),
    PageEntry("training", lambda speaker: speaker.say("Training"), "graduation-cap", TrainingPage),
    PageEntry("calendar", lambda speaker: speaker.say("Calendar"), "calendar-days", CalendarPage),
    PageEntry("organisation", lambda speaker: speaker.say("My organisation"), "building-2", OrganisationPage),
    PageEntry("sync", lambda speaker: speaker.say("Sync centre"), "refresh-cw", SyncPage),
    PageEntry("kits", lambda speaker: speaker.say("Kits"), "package", KitsPage, is_for_coordinators=True),
    PageEntry("settings", lambda speaker: speaker.say("Settings and help"), "settings", SettingsPage, is_below=True),
    PageEntry(
        "areas",
        lambda speaker: speaker.say("Areas of work"),
        "layers",
        AreasPage,
        is_hidden=True,
        belongs_to="library",
    ),
    PageEntry("network", lambda speaker: speaker.say("Network"), "globe", NetworkPage, is_hidden=True),
    PageEntry(
        "help", lambda speaker: speaker.say("Help"), "circle-help", HelpPage, is_hidden=True, belongs_to="settings"
    ),
    PageEntry("search", lambda speaker: speaker.say("Search"), "search", SearchPage, is_hidden=True),
)

NUMBERED: Final = tuple(
    entry for entry in PAGES if not (entry.is_below or entry.is_hidden or entry.is_for_coordinators)
)
"""The pages that Ctrl and a digit open, from 1."""
