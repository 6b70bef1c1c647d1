"""The hub's page as a real browser shows it: in its language and direction, without a script, asking nobody else."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.integration.hub.conftest import Start
from tests.integration.hub.founding import found
from tests.integration.processes import HubProcess
from tests.simulation.world import FixedRandom, World

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_SECONDS = 60
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # It knows nobody but this computer.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
SETTINGS = """
[page]
contact = "help@network.example"
[page.about]
en = "Legal help along the coast."
ar = "مساعدة قانونية على الساحل."
"""
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here; `.ci/run` installs one")


class Shown(HTMLParser):
    """What a browser made of the page: the language, the direction, tags and text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.tags: set[str] = set()
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "html":
            self.root = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


Open = Callable[..., Shown]


@pytest.fixture
def world() -> World:
    """Return a made-up network."""
    return World(FixedRandom("page"))


@pytest.fixture
def hub(start_hub: Start, tmp_path: Path, world: World) -> HubProcess:
    """Return a hub with a network, words about it and an installer."""
    hub = start_hub(settings=SETTINGS)
    (hub.folder / "installers").mkdir()
    (hub.folder / "installers" / "haversack.deb").write_bytes(b"program")
    found(hub, world)
    return hub


@pytest.fixture
def browse(tmp_path: Path) -> Open:
    """Return what opens an address in a browser of its own and tells what it shows, and to whom it spoke."""

    def browse(address: str, *more: str) -> Shown:
        net_log = tmp_path / "net.json"
        assert BROWSER is not None
        done = subprocess.run(
            [
                BROWSER,
                *QUIET,
                f"--user-data-dir={tmp_path / 'browser'}",
                f"--log-net-log={net_log}",
                *more,
                "--dump-dom",
                address,
            ],
            env=os.environ | {"HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_SECONDS,
        )
        # A browser has errands of its own; what the page asked for names the page as its origin.
        events = (event.get("params", {}) for event in json.loads(net_log.read_text(encoding="utf-8"))["events"])
        origin = address.rpartition("/")[0]
        asked = {params["url"] for params in events if str(params.get("initiator", "")) == origin and "url" in params}
        assert {url for url in asked if not url.startswith(origin)} == set()
        return Shown(done.stdout)

    return browse


def test_the_page_is_shown_in_the_browsers_language_and_speaks_to_the_hub_alone(hub: HubProcess, browse: Open) -> None:
    shown = browse(hub.address + "/", "--accept-lang=ar")

    assert (shown.root["lang"], shown.root["dir"]) == ("ar", "rtl")
    assert "مساعدة قانونية على الساحل." in shown.text
    assert "script" not in shown.tags


def test_every_way_on_from_the_page_leads_somewhere(hub: HubProcess, browse: Open, world: World) -> None:
    english = browse(hub.address + "/?lang=en")
    sums = browse(hub.address + "/installers/SHA256SUMS")

    assert world.name in english.text
    assert "help@network.example" in english.text
    assert "haversack.deb" in english.text
    assert "haversack.deb" in sums.text
