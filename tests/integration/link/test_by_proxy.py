"""A computer that reaches its hub by a proxy alone: from the invitation on, and nothing ever goes past it."""

import pytest

from tests.integration.errors.told import told
from tests.integration.stage import EDITORS, Stage, find
from tests.unit.haversack_sync.client.loopback_proxies import BY_NAME, http_proxy, socks_proxy

pytestmark = pytest.mark.story

NAMED = "http://hub.example:8765"
"""A name that no computer knows, so that only a proxy leads there."""


def test_everything_goes_by_the_proxy_from_the_invitation_on_and_nothing_past_it(stage: Stage) -> None:
    stage.world.hub.start()
    real = stage.world.hub.address
    stage.coordinator.hub = real
    code = stage.coordinator.invite("new:Night Train Kitchen", "editor")
    stage.coordinator.sync()
    late, editor = stage.world.computer("late"), stage.editor

    with socks_proxy(real) as tor:
        answer = late.run("enrol", code, "--hub", NAMED, "--proxy", f"socks5h://{tor.place}", "--json")
        assert answer.code == 0, answer.err
        late.run("sync")
        assert set(tor.asked) == {"hub.example:8765"}
        assert set(tor.forms) == {BY_NAME}
        asked = len(tor.asked)

    # The proxy is away now, and the hub is not: nothing goes to it all the same.
    told(late, "link.proxy_away", "sync")
    told(late, "link.proxy_away", "sync", "--hub", real)
    assert len(tor.asked) == asked
    with http_proxy(real) as office:
        editor.edit(find(editor, "organisation", EDITORS), "services=Soup on Sundays")
        result = editor.run("sync", "--hub", NAMED, "--proxy", f"http://{office.place}", "--json")
        assert result.code == 0, result.err
        assert set(office.asked) == {"hub.example:8765"}
    assert {one.state for one in editor.records("organisation")} == {"published"}
    refused = editor.run("sync", "--proxy", "socks4://127.0.0.1:1")
    assert refused.code == 2
    assert "socks5h://HOST:PORT" in refused.err
    assert editor.run("sync", "--hub", real, "--proxy", "none").code == 0
