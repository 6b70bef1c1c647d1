"""A planted fault about rows that are flipped behind the program's back; see `planted`."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from unittest import mock

from haversack.store import recheck


def flip_not_noticed() -> AbstractContextManager[object]:
    """The look at what is kept counts entries and compares no row."""

    def check_feeds(*_: object) -> Iterator[None]:
        yield None

    return mock.patch.object(recheck, "check_feeds", check_feeds)
