"""A laptop's disk and the moments at which its power may go.

What was committed is there after a crash, what was not is gone; a full disk refuses a commit and the program lives on.
A machine without power does nothing more, whatever its program still tries.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

State = TypeVar("State")


class PowerCut(BaseException):
    """The process was killed, or the power went."""


class DiskFull(OSError):  # noqa: N818 - as people say it
    """No space for a commit; nothing of it was kept."""


@dataclass(slots=True)
class Disk(Generic[State]):
    """What survives, and the next fault.

    Attributes:
        durable: The last commit.
        is_dead: Whether the power is off: nothing is written any more.
        points_until_crash: How many yield points pass before the power goes; None for never.
        commits_until_full: How many commits pass before one finds no space; None for never.
        points: How often each named yield point was passed.
        crashed_at: The named yield points at which the power went.
        left: Puts onto the disk what the power cut left there, once nobody has its files open; returns what that must
            amount to: the state before a commit or the one after it.
    """

    durable: State
    is_dead: bool = False
    points_until_crash: int | None = None
    commits_until_full: int | None = None
    points: dict[str, int] = field(default_factory=dict)
    crashed_at: list[str] = field(default_factory=list)
    left: Callable[[], tuple[State, State]] | None = None

    def point(self, name: str) -> None:
        """Pass a yield point.

        Raises:
            PowerCut: The power goes here, or went before.
        """
        if self.is_dead:
            raise PowerCut(name)
        self.points[name] = self.points.get(name, 0) + 1
        if self.points_until_crash is None:
            return
        if self.points_until_crash == 0:
            self.is_dead = True
            self.points_until_crash = None
            self.crashed_at.append(name)
            raise PowerCut(name)
        self.points_until_crash -= 1

    def commit(self, state: State) -> None:
        """Make a state durable, as one transaction.

        Raises:
            DiskFull: There is no space; the state before stands.
            PowerCut: The power went before or right after.
        """
        self.about_to_commit()
        self.durable = state
        self.point("after a commit")

    def about_to_commit(self) -> None:
        """Pass the moment before a commit.

        Raises:
            DiskFull: There is no space.
            PowerCut: The power goes here, or went before.
        """
        self.point("before a commit")
        if self.commits_until_full is not None:
            if self.commits_until_full == 0:
                self.commits_until_full = None
                raise DiskFull("no space left on device")
            self.commits_until_full -= 1

    def power_on(self) -> None:
        """Start the machine again, or take its planned faults away."""
        self.is_dead = False
        self.points_until_crash = self.commits_until_full = None
