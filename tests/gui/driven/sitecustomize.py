"""Runs first in a real window that a test starts: the guards, and a driver that does what the test writes into files.

The test and the processes, one after another, share a folder. Each process says there what it shows
(`<pid>.shown`), takes what it is to do (`<pid>.do`), runs it in the thread of the window and answers (`<pid>.done`).
"""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

_GUARDS = Path(__file__).parents[2] / "guards" / "site" / "sitecustomize.py"
_EVERY_MS = 50

runpy.run_path(str(_GUARDS))


class Passenger(importlib.abc.MetaPathFinder):
    """Gets on when the program loads its window: its own threads and order of loading stay what they are."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Let the program's own loader load the module, then join it."""
        if fullname != "haversack.app":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return spec
        load = spec.loader.exec_module

        def load_and_join(module: ModuleType) -> None:
            load(module)
            prepare = module.prepare

            def prepare_and_drive(application: object) -> None:
                prepare(application)
                drive(application, Path(os.environ["DRIVEN_WINDOW"]))

            vars(module)["prepare"] = prepare_and_drive

        spec.loader.exec_module = load_and_join  # type: ignore[method-assign]  # this one module, this once
        return spec


def drive(application: object, folder: Path) -> None:
    """Look into the folder again and again, in the thread of the window."""
    from PySide6.QtCore import QObject, QTimer  # noqa: PLC0415 - loaded by the program by now
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415 - loaded by the program by now

    assert isinstance(application, QObject)

    def act() -> None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow) and one.isVisible()]
        if not windows:
            return
        shell = windows[0]
        place = shell.geometry()
        shown = {
            "screen": type(shell.centralWidget()).__name__,
            "title": shell.windowTitle(),
            "geometry": [place.x(), place.y(), place.width(), place.height()],
        }
        write(folder / f"{os.getpid()}.shown", json.dumps(shown))
        todo = folder / f"{os.getpid()}.do"
        if todo.exists():
            code = todo.read_text("utf-8")
            todo.unlink()
            scope = {"shell": shell, "answer": None}
            exec(code, scope)  # noqa: S102 - written by the test itself
            write(folder / f"{os.getpid()}.done", json.dumps(scope["answer"]))

    timer = QTimer(application)
    timer.timeout.connect(act)
    timer.start(_EVERY_MS)


def write(path: Path, text: str) -> None:
    """Write whole or not at all: the test reads at any moment."""
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    new.replace(path)


if "DRIVEN_WINDOW" in os.environ:
    sys.meta_path.insert(0, Passenger())
