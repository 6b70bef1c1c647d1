"""Pictures of what people see before a vault is open: the first start step by step, the locked screen in its states.

Nothing is made: each window stands before a folder that stays empty. Must not touch a vault.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from haversack.app import App
from haversack.assets import starter_network
from haversack.clock import system_clock
from haversack.operations.kit_form import DESCRIPTION, FORM, NETWORK_FILE, Description
from haversack.operations.network_file import read_network_file
from haversack.views.first_run import FirstRunScreen
from haversack.views.first_run_kit import KitBanner
from haversack.views.parts.secret_line import SecretLine
from haversack.views.unlock import UnlockScreen
from haversack_sync.protocol.profile import decode_profile, encode_profile

FIRST_RUN = "first-run"
UNLOCK = "unlock"
_VAULTS = ("1", "2", "3")
_INSTALLER = "Haversack-0.1.0-setup.exe"

Photograph = Callable[[App, str, Callable[[], None]], None]
"""Takes a picture of a window in every look: given its name, and what arranges the screen after a look was put on."""


def put_away(app: App) -> None:
    """End an app with its window, so that nothing of its language stays for the next one."""
    app.session.close()
    app.shell.close()
    app.shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def take_first_run(folder: Path, photograph: Photograph) -> None:
    """Take the first start: as it comes, the fingerprint, an invitation with a mistake, a passphrase, a folder."""
    app = App(folder / "new", "en", system_clock())
    model = app.first_run
    if model is None:
        raise LookupError("there is a vault already")
    app.shell.show()
    photograph(app, FIRST_RUN, _nothing)
    found = starter_network()
    if found is not None:
        model.keep(replace(model.typed, way="network", network=found[0]))
        model.ask()
        app.shell.rebuild()
        photograph(app, f"{FIRST_RUN}-network", _nothing)
    model.keep(replace(model.typed, way="join", code="7K3QD-M9V2X-RT4HC-B6WNP-0", source="https://hub.example"))
    app.shell.rebuild()
    photograph(app, f"{FIRST_RUN}-invitation", _nothing)
    words = " ".join(model.words)
    model.keep(replace(model.typed, way="starter", passphrase=words, again=words))
    app.shell.rebuild()
    photograph(app, f"{FIRST_RUN}-passphrase", lambda: _show_words(app))
    photograph(app, f"{FIRST_RUN}-running", lambda: _pretend_to_run(app))
    put_away(app)
    if found is not None:
        _take_kit(folder, Path(found[0]), photograph)


def _take_kit(folder: Path, network: Path, photograph: Photograph) -> None:
    """Take the first start from a kit: whose it is, its details, with an invitation; and from what is left of one."""
    kit = folder / "KIT STICK"
    if not kit.exists():
        shutil.copytree(network, kit)
        (profile,) = kit.glob("haversack-*/profile")
        shutil.copy(profile, kit / NETWORK_FILE)
        with (kit / _INSTALLER).open("wb") as file:
            file.truncate(33_700_000)
        found = read_network_file(kit)
        noted = Description(
            form=FORM,
            network=found.name,
            fingerprint=found.fingerprint,
            built="2026-03-02",
            languages=("en", "ar"),
            installers=(_INSTALLER,),
        )
        (kit / DESCRIPTION).write_bytes(msgspec.json.encode(noted))
    app = App(folder / "new", "en", system_clock(), kit=kit)
    app.shell.show()
    photograph(app, f"{FIRST_RUN}-kit", _nothing)
    photograph(app, f"{FIRST_RUN}-kit-details", lambda: _show_kit_details(app))
    _change(app, way="join")
    photograph(app, f"{FIRST_RUN}-kit-invitation", _nothing)
    put_away(app)
    lone = folder / "lone" / NETWORK_FILE
    lone.parent.mkdir(exist_ok=True)
    said = decode_profile((kit / NETWORK_FILE).read_bytes())
    lone.write_bytes(encode_profile(msgspec.structs.replace(said, hubs=("https://hub.example",))))
    app = App(folder / "new", "en", system_clock())
    app.shell.show()
    app.open_file(lone)
    photograph(app, f"{FIRST_RUN}-lone-file", _nothing)
    put_away(app)


def _change(app: App, *, way: str) -> None:
    """Choose how to begin."""
    model = app.first_run
    if model is not None:
        model.keep(replace(model.typed, way=way))


def _show_kit_details(app: App) -> None:
    banner = app.shell.findChildren(KitBanner)[0]
    banner.findChildren(QPushButton)[0].click()


def take_unlock(vault: Path, folder: Path, photograph: Photograph) -> None:
    """Take the locked screen: as it comes, with Caps Lock, after a wrong passphrase, while it opens, with others."""
    app = App(vault, "en", system_clock())
    app.shell.show()
    photograph(app, UNLOCK, _nothing)
    photograph(app, f"{UNLOCK}-caps-lock", lambda: QTest.keyClicks(_field(app), "SEVEN"))
    photograph(app, f"{UNLOCK}-opening", lambda: _screen(app).show_busy())
    photograph(app, f"{UNLOCK}-wrong", lambda: _try_wrong(app))
    put_away(app)
    for name in _VAULTS:
        (folder / "vaults" / name).mkdir(parents=True, exist_ok=True)
        (folder / "vaults" / name / "vault.slots").write_bytes(b"a picture needs no more")
    app = App(folder / "vaults" / "2", "en", system_clock(), base=folder / "vaults")
    app.shell.show()
    photograph(app, f"{UNLOCK}-vaults", _nothing)
    put_away(app)


def _nothing() -> None:
    """Leave the screen as it comes."""


def _show_words(app: App) -> None:
    screen = app.shell.centralWidget()
    if isinstance(screen, FirstRunScreen):
        screen.findChildren(SecretLine)[0].show_text()
        screen.findChildren(SecretLine)[1].setFocus(Qt.FocusReason.OtherFocusReason)


def _pretend_to_run(app: App) -> None:
    screen = app.shell.centralWidget()
    if isinstance(screen, FirstRunScreen):
        screen.show_progress(1, app.session.speaker.say("Making the vault. This takes a few seconds."))


def _screen(app: App) -> UnlockScreen:
    screen = app.shell.centralWidget()
    if not isinstance(screen, UnlockScreen):
        raise TypeError("not locked")
    return screen


def _field(app: App) -> SecretLine:
    return _screen(app).findChildren(SecretLine)[0]


def _try_wrong(app: App) -> None:
    _field(app).setText("not this one")
    app.unlock("not this one")
