"""Statements are compiled once for all databases of a process, and not anew for each vault that a test opens.

Much of what tests of vaults took was SQLAlchemy writing the same SQL again: it keeps what it compiled by dialect, and
each engine has one of its own. Ours differ in nothing that a statement shows. A program opens one vault.
"""

from collections.abc import Callable, Iterator, MutableMapping

import sqlalchemy
from sqlalchemy.engine.interfaces import Compiled

_Key = tuple[object, ...]
"""The dialect, and what tells statements apart."""


class _SharedStatements(MutableMapping[_Key, Compiled]):
    """What was compiled, whichever engine of its kind asked for it: the kind of dialect stands for the dialect."""

    def __init__(self) -> None:
        self._compiled: dict[_Key, Compiled] = {}

    def __getitem__(self, key: _Key) -> Compiled:
        return self._compiled[type(key[0]), *key[1:]]

    def __setitem__(self, key: _Key, value: Compiled) -> None:
        self._compiled[type(key[0]), *key[1:]] = value

    def __delitem__(self, key: _Key) -> None:
        del self._compiled[type(key[0]), *key[1:]]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._compiled)

    def __len__(self) -> int:
        return len(self._compiled)


def compile_once() -> None:
    """Let all engines that are made from now on share what they compile."""
    shared = _SharedStatements()
    create: Callable[..., sqlalchemy.Engine] = sqlalchemy.create_engine

    def create_sharing(*arguments: object, **how: object) -> sqlalchemy.Engine:
        engine = create(*arguments, **how)
        engine.update_execution_options(compiled_cache=shared)
        return engine

    sqlalchemy.create_engine = create_sharing
