"""Settings of this vault, and what the program is made of. How the window looks is `appearance`."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack import __version__
from haversack.operations.preferences import (
    DATA_CHOICES,
    LOCK_CHOICES,
    MONTH_CHOICES,
    QUIET_CHOICES,
    QUOTA_CHOICES,
    About,
    Preferences,
    about,
    read_preferences,
    write_preferences,
)
from haversack.operations.proxies import Proxy
from haversack.operations.right_moment import UNTIL_I_SAY
from haversack.operations.time_zones import minute_here
from haversack.operations.workspace import Workspace
from haversack.viewmodels.data_words import cost_state, stop_marks, stop_names
from haversack.viewmodels.moment_words import clock_time, quiet_name
from haversack.viewmodels.session import Session

_HOUR_SECONDS: Final = 3_600
_DAY_MINUTES: Final = 24 * 60
QUIET_STEP_MINUTES: Final = 30
"""Quiet hours begin and end at times that are so far apart."""

LICENCES: Final = (
    ("Haversack", "AGPL-3.0-or-later"),
    ("Qt, PySide6", "LGPL-3.0"),
    ("Python", "PSF-2.0"),
    ("SQLCipher", "BSD-3-Clause"),
    ("SQLite", "public domain"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("cryptography", "Apache-2.0 or BSD-3-Clause"),
    ("msgspec, zstandard, Babel", "BSD-3-Clause"),
    ("requests", "Apache-2.0"),
    ("PySocks", "BSD-3-Clause"),
    ("markdown-it-py, PyYAML, platformdirs, filelock", "MIT"),
    ("Noto Sans, Noto Sans Arabic", "OFL-1.1"),
    ("Lucide", "ISC"),
)
"""Part of the program → its licence, as its authors name it."""


class SettingsModel(QObject):
    """Holds what was set.

    Attributes:
        preferences: Of this vault.
        about: Which network this is; None until it was read.

    Signals:
        changed: Any of them is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin with the defaults and read."""
        super().__init__()
        self._session = session
        self.preferences = Preferences()
        self.about: About | None = None
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def lock_choices(self) -> tuple[tuple[int, str], ...]:
        """Minutes without use before the window locks, each with its words."""
        speaker = self._session.speaker
        return tuple(
            (minutes, speaker.count("After {number} minute", "After {number} minutes", minutes))
            for minutes in LOCK_CHOICES
        )

    @property
    def version(self) -> str:
        """Version of the program."""
        return __version__

    @property
    def data_names(self) -> tuple[str, ...]:
        """What the limits of a day are called, from text only to no limit."""
        return stop_names(self._session.speaker)

    @property
    def data_marks(self) -> tuple[str, ...]:
        """What stands below the stops of the slider: their names, briefly."""
        return stop_marks(self._session.speaker)

    @property
    def data_place(self) -> int:
        """Which of them is set."""
        return DATA_CHOICES.index(self.preferences.daily_bytes)

    def choose_lock(self, minutes: int) -> None:
        """Choose when the window locks by itself."""
        self._choose(replace(self.preferences, lock_minutes=minutes))

    def choose_data(self, place: int) -> None:
        """Choose how much data a day may use, by its place among `data_names`."""
        self._choose(replace(self.preferences, daily_bytes=DATA_CHOICES[place]))

    @property
    def quota_choices(self) -> tuple[tuple[int | None, str], ...]:
        """What files may take on this computer, each with its words."""
        speaker = self._session.speaker
        return tuple((size, speaker.size(size) if size else speaker.say("No limit")) for size in QUOTA_CHOICES)

    def choose_quota(self, quota_bytes: int | None) -> None:
        """Choose what files may take on this computer."""
        self._choose(replace(self.preferences, quota_bytes=quota_bytes))

    @property
    def cost_state(self) -> str:
        """What is set of the connection, and what follows from it."""
        return cost_state(self._session.speaker, self.preferences)

    @property
    def month_choices(self) -> tuple[tuple[int | None, str], ...]:
        """What a month may use before nothing goes by itself, each with its words."""
        speaker = self._session.speaker
        return tuple((size, speaker.size(size) if size else speaker.say("No limit")) for size in MONTH_CHOICES)

    @property
    def quiet_choices(self) -> tuple[tuple[int, int] | None, ...]:
        """What is offered, and what was chosen beside it."""
        own = self.preferences.quiet
        return QUIET_CHOICES if own in QUIET_CHOICES else (*QUIET_CHOICES, own)

    @property
    def quiet_names(self) -> tuple[str, ...]:
        """What quiet hours are called."""
        return tuple(quiet_name(self._session.speaker, quiet) for quiet in self.quiet_choices)

    @property
    def quiet_place(self) -> int:
        """Which of them are set."""
        return self.quiet_choices.index(self.preferences.quiet)

    @property
    def quiet_times(self) -> tuple[str, ...]:
        """Times of the day at which quiet hours may begin and end."""
        return tuple(clock_time(minute) for minute in range(0, _DAY_MINUTES, QUIET_STEP_MINUTES))

    @property
    def quiet_ends(self) -> tuple[int, int]:
        """Places among `quiet_times` of the first and the last one; (0, 0) without quiet hours."""
        first, last = self.preferences.quiet or (0, 0)
        return first // QUIET_STEP_MINUTES, last // QUIET_STEP_MINUTES

    @property
    def pause_names(self) -> tuple[str, ...]:
        """How long syncs that go by themselves can be paused, from not at all to without an end."""
        say = self._session.speaker.say
        return (say("Not paused"), say("For an hour"), say("Until tomorrow"), say("Until I say"))

    @property
    def pause_place(self) -> int:
        """Which of them holds now."""
        until, now = self.preferences.paused_until, self._session.clock.wall_ms() // 1000
        if until == UNTIL_I_SAY:
            return 3
        return 0 if until <= now else 1 if until <= now + _HOUR_SECONDS else 2

    def choose_connecting(self, *, connects: bool) -> None:
        """Choose whether syncs may go by themselves."""
        self._choose(replace(self.preferences, connects_by_itself=connects))

    def choose_month(self, monthly_bytes: int | None) -> None:
        """Choose what a month may use before nothing goes by itself."""
        self._choose(replace(self.preferences, monthly_bytes=monthly_bytes))

    def choose_quiet(self, place: int) -> None:
        """Choose quiet hours, by their place among `quiet_names`."""
        self._choose(replace(self.preferences, quiet=self.quiet_choices[place]))

    def choose_quiet_times(self, first: int, last: int) -> None:
        """Choose quiet hours freely, by places among `quiet_times`; where both are one, there are none."""
        quiet = (first * QUIET_STEP_MINUTES, last * QUIET_STEP_MINUTES) if first != last else None
        self._choose(replace(self.preferences, quiet=quiet))

    def choose_pause(self, place: int) -> None:
        """Choose how long syncs that go by themselves are paused, by its place among `pause_names`."""
        now = self._session.clock.wall_ms() // 1000
        tomorrow = now - now % 60 + (_DAY_MINUTES - minute_here(now)) * 60
        until = (0, now + _HOUR_SECONDS, tomorrow, UNTIL_I_SAY)[place]
        self._choose(replace(self.preferences, paused_until=until))

    def choose_costs(self, *, costs: bool) -> None:
        """Choose whether this connection costs money: then files wait."""
        if not costs:
            self._session.reachability.contradict()
        kept = replace(self.preferences, costs_money=costs)
        self._choose(kept if costs else replace(kept, system_costs=False))

    def choose_asking(self, *, asks: bool) -> None:
        """Choose whether large files wait until somebody says so."""
        self._choose(replace(self.preferences, asks_before_large=asks))

    def choose_proxy(self, proxy: Proxy) -> None:
        """Choose by which proxy hubs are reached."""
        self._choose(replace(self.preferences, proxy=proxy))

    def _choose(self, wanted: Preferences) -> None:
        if wanted != self.preferences:
            # At once, so that a second choice does not undo the first while it is being written.
            self.preferences = wanted
            self._session.write(lambda workspace: write_preferences(workspace, wanted), lambda _: None)
            self.changed.emit()

    def refresh(self) -> None:
        """Read again."""

        def read(workspace: Workspace) -> tuple[Preferences, About]:
            return read_preferences(workspace), about(workspace)

        self._session.read(read, self._show)

    def _show(self, read: tuple[Preferences, About]) -> None:
        self.preferences, self.about = read
        self.changed.emit()
