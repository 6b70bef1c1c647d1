"""What browsers are answered."""

from pathlib import Path

import pytest
from starlette.types import ASGIApp

from haversack_sync.hub.installers import Installers
from haversack_sync.hub.landing import PageSettings
from haversack_sync.hub.page_routes import Pages
from haversack_sync.hub.routes import create_app
from tests.simulation.asgi import call
from tests.simulation.rig import Rig


@pytest.fixture
def app(rig: Rig, tmp_path: Path) -> ASGIApp:
    """Return the application of a hub with a network and one installer."""
    rig.found()
    (tmp_path / "haversack.deb").write_bytes(b"program")
    return create_app(rig.hub, Pages(installers=Installers(tmp_path)))


def test_the_browsers_language_is_answered_and_said(app: ASGIApp) -> None:
    reply = call(app, "GET", "/", headers={"accept-language": "ar-LB"})

    assert reply.headers["content-language"] == "ar"
    assert reply.headers["vary"] == "accept-language"
    assert 'dir="rtl"' in reply.body.decode()


def test_the_address_can_ask_for_a_language(app: ASGIApp) -> None:
    assert 'lang="es"' in call(app, "GET", "/?lang=es").body.decode()


def test_an_installer_comes_as_it_is_to_be_saved(app: ASGIApp) -> None:
    assert "installers/haversack.deb" in call(app, "GET", "/").body.decode()

    reply = call(app, "GET", "/installers/haversack.deb")

    assert reply.body == b"program"
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_checksums_come_as_one_file(app: ASGIApp) -> None:
    assert call(app, "GET", "/installers/SHA256SUMS").body.endswith(b"  haversack.deb\n")


@pytest.mark.parametrize("name", ["other.deb", "..%2Fhub-keys", ".."])
def test_other_names_do_not_exist(app: ASGIApp, name: str) -> None:
    assert call(app, "GET", f"/installers/{name}").status == 404


def test_who_wants_no_page_shows_none(rig: Rig, tmp_path: Path) -> None:
    rig.found()
    (tmp_path / "haversack.deb").write_bytes(b"program")
    app = create_app(rig.hub, Pages(PageSettings("none"), Installers(tmp_path)))

    assert call(app, "GET", "/").status == 404
    assert call(app, "GET", "/installers/haversack.deb").status == 404
