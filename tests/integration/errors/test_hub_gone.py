"""No hub, or something else in its place: a sentence, and nothing is lost or believed."""

import socket
from pathlib import Path

import pytest

from tests.integration.errors.strangers import (
    LOGIN_PAGE,
    NO_HTTP,
    NOTHING,
    PAGE_THAT_CLAIMS_TO_BE_BYTES,
    REDIRECTION,
    SERVER_ERROR,
    stranger,
)
from tests.integration.errors.told import said, told
from tests.integration.processes import running
from tests.integration.stage import EDITORS, Stage, find, found
from tests.integration.world import Computer, World, fingerprints

pytestmark = pytest.mark.story

STRANGERS = {
    "log-in page": (LOGIN_PAGE, "link.portal"),
    "page that claims to be bytes": (PAGE_THAT_CLAIMS_TO_BE_BYTES, "not_our_hub bad_bytes link.cut"),
    "redirection": (REDIRECTION, "link.portal"),
    "server error": (SERVER_ERROR, "link.hub_away"),
    "closed door": (NOTHING, "link.cut"),
    "no web server": (NO_HTTP, "link.cut"),
}


@pytest.fixture
def busy_editor(stage: Stage) -> Computer:
    """The editor's computer, with a change that waits."""
    stage.editor.edit(find(stage.editor, "organisation", EDITORS), "services=Soup on Sundays")
    return stage.editor


def test_a_hub_that_is_not_there(busy_editor: Computer) -> None:
    before = busy_editor.status()
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        address = f"http://127.0.0.1:{reserved.getsockname()[1]}"

    told(busy_editor, "link.hub_away", "sync", "--hub", address)

    assert busy_editor.status() == before
    assert {one.state for one in busy_editor.records("organisation")} == {"published", "waiting"}, "nothing has left"


def test_strangers_in_the_hubs_place(busy_editor: Computer) -> None:
    before = busy_editor.status()

    for answer, kind in STRANGERS.values():
        with stranger(answer) as address:
            said(busy_editor, kind, "sync", "--hub", address)

    assert busy_editor.status() == before
    assert {one.state for one in busy_editor.records("organisation")} == {"published", "waiting"}, "told to strangers"


def test_strangers_when_somebody_joins_or_founds(world: World) -> None:
    lone = world.computer("lone")

    for answer, kind in STRANGERS.values():
        with stranger(answer) as address:
            said(lone, kind, "enrol", "SWV6X-YFPWD-6W8C4-H1DWZ-D", "--hub", address)
            said(lone, kind, "found", "--hub", address, "--registration", "token", "--name", "Nobody")

    assert fingerprints(lone.vault.parent).keys() == {"passphrase.txt"}


def test_something_that_is_not_an_address(busy_editor: Computer) -> None:
    for address in ("hub.example", "ftp://hub.example", "http://127.0.0.1:99999", "http://[::1", "http://a@b/?c#d"):
        said(busy_editor, "link.bad_address", "sync", "--hub", address)


def test_a_hub_without_the_encryption_that_was_asked_for(stage: Stage) -> None:
    stage.raise_curtain()
    address = stage.world.hub.address.replace("http://", "https://")

    told(stage.field, "link.tls", "sync", "--hub", address)


def test_the_hub_of_another_network(stage: Stage, tmp_path: Path) -> None:
    stage.raise_curtain()
    other = World(tmp_path / "other")
    founder = other.computer("founder")
    with running(other.hub):
        found(founder, other.hub.address, other.hub.token)
        home = find(stage.editor, "organisation", EDITORS)
        stage.editor.edit(home, "services=Soup on Sundays")
        before = stage.editor.status()

        told(stage.editor, "not_our_hub", "sync", "--hub", other.hub.address)
        late = stage.world.computer("late")
        told(late, "invitation", "enrol", stage.field_code, "--hub", other.hub.address)

        assert stage.editor.status() == before
        assert not late.vault.exists()
    other.close()
    assert stage.editor.sync().waiting == 0


def test_a_hub_that_has_no_network_yet(stage: Stage, tmp_path: Path) -> None:
    empty = World(tmp_path / "empty")
    with running(empty.hub):
        told(stage.field, "link.not_found", "sync", "--hub", empty.hub.address)
        late = stage.world.computer("late")
        told(late, "link.not_found", "enrol", stage.field_code, "--hub", empty.hub.address)
    assert not late.vault.exists()
