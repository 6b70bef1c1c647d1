"""A hello: what it asks, whom it lets through, and what it keeps."""

from collections.abc import Iterator

import pytest

from haversack.operations.hello import Line, greet
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.service import Hub
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.requests import RequestAuth
from tests.unit.haversack.little_network import LittleNetwork


class Listening(HubEndpoint):
    """A hub of which it is noted who asked; the first so many times the link is cut before a byte.

    Attributes:
        heard: Who signed each exchange; None for nobody.
        cuts: How often it is cut still.
        what: How.
    """

    def __init__(self, hub: Hub, *, cuts: int = 0, what: str = "cut") -> None:
        super().__init__(hub)
        self.heard: list[RequestAuth | None] = []
        self.cuts, self.what = cuts, what

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self.heard.append(auth)
        if self.cuts:
            self.cuts -= 1
            raise LinkError(self.what)
        yield from super().exchange(body, auth)


class Counted:
    """Adds up what passed."""

    def __init__(self) -> None:
        self.bytes = 0

    def count(self, *, sent: int, received: int) -> None:
        self.bytes += sent + received


def test_a_hello_tells_no_name_costs_little_and_is_said_once_over_a_line(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    synchronise(editor, network.endpoint, Wishes())
    hub, line, passed = Listening(network.hub), Line(), Counted()

    for _ in range(2):
        greet(editor, hub, line, count=passed.count)
    assert (hub.heard, line.is_known) == ([None], True)
    assert 0 < passed.bytes < 300
    # What is new of the history comes along, and need not come again.
    invite(coordinator, ForNewOrganisation("Night Train Kitchen", "en"), Role.READER)
    synchronise(coordinator, network.endpoint, Wishes())
    before = editor.replica.network().standing.n
    line.forget()
    greet(editor, hub, line, count=passed.count)
    assert editor.replica.network().standing.n > before


def test_a_stranger_hears_the_hello_and_nothing_else(network: LittleNetwork, editor: Workspace) -> None:
    other = network.copy_to(network.base / "other")
    stranger = Listening(other.hub)
    bent = stranger.exchange

    def forged(body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        whole = bytearray(b"".join(bent(body, auth)))
        whole[-1] ^= 1
        yield bytes(whole)

    stranger.exchange = forged  # type: ignore[method-assign]  # what a stranger says in the hub's place
    line = Line()
    for _ in range(2):
        with pytest.raises(ProtocolError):
            synchronise(editor, stranger, Wishes(line=line))
    assert (stranger.heard, line.is_known) == ([None, None], False)


def test_a_weak_link_that_is_cut_at_once_is_asked_again_and_a_portal_is_not(
    network: LittleNetwork, editor: Workspace
) -> None:
    for cuts, what, is_known, asked in ((2, "cut", True, 3), (3, "cut", False, 3), (1, "portal", False, 1)):
        hub, line = Listening(network.hub, cuts=cuts, what=what), Line()
        if is_known:
            greet(editor, hub, line, count=Counted().count)
        else:
            with pytest.raises(LinkError, match=what):
                greet(editor, hub, line, count=Counted().count)
        assert (line.is_known, hub.heard) == (is_known, [None] * asked)


def test_a_hub_that_signs_its_no_is_no_stranger(network: LittleNetwork, editor: Workspace) -> None:
    network.restart_hub(limits=HubLimits(unsigned_requests_per_network_and_minute=1))
    hub = Listening(network.hub)
    greet(editor, hub, Line(), count=Counted().count)
    line = Line()

    synchronise(editor, hub, Wishes(line=line))

    assert line.is_known
    assert [one is None for one in hub.heard[:3]] == [True, True, False]
