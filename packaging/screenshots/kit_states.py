"""Pictures of the Kits page on the coordinator's computer: choices, what goes along, and a kit that is ready.

Must run before the sample's hub is cut off. Must not build anywhere but in the folder it is given.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from haversack.app import App
from haversack.operations.kit_order import KitContent
from haversack.viewmodels import sticks
from haversack.viewmodels.kits import KitsModel, StickRow
from haversack.viewmodels.navigation import Place

_INSTALLERS = (("Haversack-0.1.0-setup.exe", 33_700_000), ("haversack-0.1.0-linux.run", 46_000_000))

_STICK = "KIT STICK"


def take_kit_states(app: App, stick: Path, *, settle: Callable[[], None], save: Callable[[str], None]) -> None:
    """Take the pictures; the coordinator's vault is open.

    Args:
        app: The running window.
        stick: A folder that is not there yet; installers and sheets go beside it.
        settle: Waits until no work is left.
        save: Draws the window into a file of this name, and of the look.
    """
    plugged_in = stick.with_name(_STICK)
    plugged_in.mkdir(parents=True, exist_ok=True)
    with patch.object(sticks, "plugged_in", lambda: (plugged_in,)):
        _take(app, stick, settle=settle, save=save)


def _take(app: App, stick: Path, *, settle: Callable[[], None], save: Callable[[str], None]) -> None:
    app.navigation.go(Place("kits"))
    settle()
    model = app.models.get(KitsModel)
    if not stick.exists():
        installers = stick.with_name("installers")
        installers.mkdir(parents=True)
        for name, size in _INSTALLERS:
            with (installers / name).open("wb") as file:
                file.truncate(size)
        content = KitContent(languages=("en", "ar"), installers=str(installers))
        sheets = str(stick.with_name("invitation sheets"))
        typed = replace(model.typed, out=str(stick), content=content, invitations=3, sheets=sheets)
        model.choose(replace(typed, organisation="Salt Road Advisers"))
        settle()
        _save_elsewhere(model, partial(save, "kits-chosen"))
        model.build(app.models.synchroniser)
        settle()
    _save_elsewhere(model, partial(save, "kits-ready"))


def _save_elsewhere(model: KitsModel, save: Callable[[], None]) -> None:
    """Take a picture that does not show where the sample lies on the machine that takes it."""
    typed, rows, said = model.typed, model.sticks, model.sheets
    content = replace(typed.content, installers="D:/Haversack installers")
    model.typed = replace(typed, out="E:/", content=content, sheets="D:/Invitation sheets")
    model.sticks = tuple(StickRow("E:/", row.words.replace(_STICK, f"{_STICK} (E:)")) for row in rows)
    if said is not None:
        model.sheets = replace(said, text=said.text.replace(str(Path(typed.sheets).parent), "D:"))
    model.changed.emit()
    save()
    model.typed, model.sticks, model.sheets = typed, rows, said
    model.changed.emit()
