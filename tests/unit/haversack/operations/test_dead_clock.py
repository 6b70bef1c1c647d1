"""F2: a computer whose clock is dead, and a hub whose certificate is judged by what the hub itself signs."""

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
import uvicorn

from haversack.operations.editing import edit
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.reporting import status
from haversack.operations.side_link import SideLink, threads_of_its_own
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store.cost import COST_FLOOR
from haversack.store.vault import Vault
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.client.introduction import InvitationError
from haversack_sync.hub.data_folder import keys_from_seeds
from haversack_sync.hub.routes import create_app
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.enrolment import derive, read_code
from haversack_sync.protocol.errors import ProtocolError
from tests.simulation.rig import DAY, TOKEN
from tests.unit.haversack.little_network import PASSPHRASE, LittleNetwork, own_organisation, own_state
from tests.unit.haversack_sync.client.certificates import Authority, today
from tests.unit.haversack_sync.client.loopback_server import OBJECT, failed, reply, serving

A_DAY = dt.timedelta(days=1)
LATER = 5_000 * DAY
"""So far is the hub's time ahead of this computer's: its battery is dead."""


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    listens: threading.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@contextmanager
def served(hub: Hub, certificate: Path) -> Iterator[str]:
    """Let a hub listen with a certificate."""
    app = create_app(hub)
    config = uvicorn.Config(app, http="h11", lifespan="off", ws="none", log_config=None, ssl_certfile=str(certificate))
    server = _Server(config)
    server.listens = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert server.listens.wait(30)
            yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def certificate(folder: Path, authority: Authority, *, since: dt.datetime, until: dt.datetime) -> Path:
    before = set(folder.glob("server*.pem"))
    authority.server(folder, since=since, until=until)
    (made,) = set(folder.glob("server*.pem")) - before
    return made


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Authority:
    """Return the authority that this computer trusts, and no other."""
    made = Authority.new()
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(made.bundle(tmp_path)))
    return made


def meet(editor: Workspace, address: str) -> None:
    """Sync as the window does, beside the vault's thread."""
    with closing(HttpEndpoint(address)) as endpoint:
        synchronise(editor, SideLink(endpoint, threads_of_its_own()), Wishes())


def hubs_time(network: LittleNetwork) -> dt.datetime:
    return dt.datetime.fromtimestamp(network.clock.now, dt.UTC)


def test_f2_with_a_dead_clock_the_hubs_stamp_says_whether_its_certificate_is_good_and_the_sync_goes(
    network: LittleNetwork, editor: Workspace, authority: Authority, tmp_path: Path
) -> None:
    network.clock.now += LATER
    now = hubs_time(network)
    edit(editor, own_organisation(editor), ["services=Written while the clock was dead"])
    good = certificate(tmp_path, authority, since=now - 10 * A_DAY, until=now + 10 * A_DAY)

    with served(network.hub, good) as address:
        meet(editor, address)

    assert own_state(editor) == "published"


def test_f2_a_certificate_that_has_run_out_by_the_hubs_stamp_too_is_refused_and_nothing_has_left(
    network: LittleNetwork, editor: Workspace, authority: Authority, tmp_path: Path
) -> None:
    network.clock.now += LATER
    now = hubs_time(network)
    edit(editor, own_organisation(editor), ["services=Not for everybody"])
    for since, until in ((now - 10 * A_DAY, now - A_DAY), (now + A_DAY, now + 10 * A_DAY)):
        bad = certificate(tmp_path, authority, since=since, until=until)
        with served(network.hub, bad) as address, pytest.raises(LinkError, match="tls_time"):
            meet(editor, address)
        assert own_state(editor) == "handed", "sealed, and not sent"


def test_f2_where_the_clock_is_right_an_authority_that_has_run_out_is_refused_before_a_word_is_said(
    network: LittleNetwork, editor: Workspace, authority: Authority, tmp_path: Path
) -> None:
    now = today()
    network.wall_ms = int(now.timestamp()) * 1000
    network.clock.now = max(network.clock.now, network.wall_ms // 1000)
    edit(editor, own_organisation(editor), ["services=Not for everybody"])
    # By the hub's stamp, too, the server's own certificate is good.
    span = {"since": now - 10 * A_DAY, "until": hubs_time(network) + 10 * A_DAY}

    run_out = certificate(tmp_path, authority.between(until=now - A_DAY), **span)
    with served(network.hub, run_out) as address, pytest.raises(LinkError, match="tls_time"):
        meet(editor, address)
    assert own_state(editor) == "handed", "sealed, and not sent"

    # The same authority in between with days left: it was its dates alone.
    good = certificate(tmp_path, authority.between(until=now + A_DAY), **span)
    with served(network.hub, good) as address:
        meet(editor, address)
    assert own_state(editor) == "published"


def test_f2_before_the_hubs_stamp_nothing_is_sent_that_says_who_asks(authority: Authority, tmp_path: Path) -> None:
    with serving(reply(b"answer"), context=authority.server(tmp_path)) as server:
        endpoint = HttpEndpoint(server.address)
        endpoint.leave_dates_open(0)
        assert failed(endpoint) == "tls_time"
        for ask in (endpoint.fetch_profile, lambda: b"".join(endpoint.fetch_object(OBJECT, 0))):
            with pytest.raises(LinkError, match="tls_time"):
                ask()
        assert server.heard == []
        assert b"".join(endpoint.exchange(b"hello", None)) == b"answer"


def test_f2_who_joins_may_ask_for_the_profile_too_and_for_nothing_else(authority: Authority, tmp_path: Path) -> None:
    with serving(reply(b"answer"), context=authority.server(tmp_path)) as server:
        endpoint = HttpEndpoint(server.address)
        endpoint.leave_dates_open(0, is_stranger=True)
        assert failed(endpoint) == "tls_time"
        with pytest.raises(LinkError, match="tls_time"):
            b"".join(endpoint.fetch_object(OBJECT, 0))
        assert server.heard == []
        assert endpoint.fetch_profile() == b"answer"


def join(network: LittleNetwork, name: str, code: str, address: str) -> list[int]:
    """Join as the window does, beside the vault's thread; return the stamps by which dates were judged."""
    heard: list[int] = []
    join_hearing(heard, network, name, code, address)
    return heard


def join_hearing(heard: list[int], network: LittleNetwork, name: str, code: str, address: str) -> None:
    """Join as `join`; whoever is refused hears no more than by then."""
    new = NewDevice(network.base / name, PASSPHRASE, code, address, "", COST_FLOOR)
    with closing(HttpEndpoint(address)) as endpoint:
        line = SideLink(endpoint, threads_of_its_own())
        enrol(new, line, clock=network.own_clock(), wishes=Wishes(), on_clock=heard.append)


def test_f2_with_a_dead_clock_a_computer_joins_by_the_hubs_stamp_and_the_code_says_whose_hub_it_is(
    network: LittleNetwork, coordinator: Workspace, authority: Authority, tmp_path: Path
) -> None:
    network.clock.now += LATER
    now = hubs_time(network)
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    good = certificate(tmp_path, authority, since=now - 10 * A_DAY, until=now + 10 * A_DAY)

    with served(network.hub, good) as address:
        heard = join(network, "harbour", code, address)

    assert heard == [network.clock.now]
    with Vault.open(network.base / "harbour", PASSPHRASE) as vault:
        network.keys["harbour"] = vault.keys
    harbour = network.open("harbour")
    assert (status(harbour).role, status(harbour).waiting) == ("editor", 0)
    assert own_organisation(harbour)
    # Nobody joins with a code that was used: then nothing is said of whose clock it went by.
    told: list[int] = []
    with served(network.hub, good) as address, pytest.raises(InvitationError, match="used"):
        join_hearing(told, network, "another", code, address)
    assert told == []


def test_f2_while_joining_bad_dates_and_another_network_are_refused_and_the_code_is_not_used(
    network: LittleNetwork, coordinator: Workspace, authority: Authority, tmp_path: Path
) -> None:
    network.clock.now += LATER
    now = hubs_time(network)
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    run_out = certificate(tmp_path, authority, since=now - 10 * A_DAY, until=now - A_DAY)
    with served(network.hub, run_out) as address, pytest.raises(LinkError, match="tls_time"):
        join(network, "harbour", code, address)
    # Another network's hub, which copied nothing of this one.
    good = certificate(tmp_path, authority, since=now - A_DAY, until=now + A_DAY)
    other = LittleNetwork(tmp_path / "other")
    other.base.mkdir()
    other.found()
    other.close()
    with served(other.hub, good) as address, pytest.raises(InvitationError, match="unknown"):
        join(network, "harbour", code, address)

    assert not (network.base / "harbour").exists()
    network.sync(coordinator)
    invitations = coordinator.replica.network().authority.invitations
    assert invitations[derive(read_code(code)).invitation].redemptions == 0


def test_f2_another_name_or_issuer_or_hub_is_refused_whatever_the_dates(
    network: LittleNetwork, editor: Workspace, authority: Authority, tmp_path: Path
) -> None:
    network.clock.now += LATER
    now = hubs_time(network)
    edit(editor, own_organisation(editor), ["services=Not for everybody"])
    span = {"since": now - A_DAY, "until": now + A_DAY}
    stranger = certificate(tmp_path, Authority.new(), **span)
    with served(network.hub, stranger) as address, pytest.raises(LinkError, match="tls"):
        meet(editor, address)
    other = Parts(
        network.ledger, network.objects, keys_from_seeds(b"o" * 32, b"p" * 32), TOKEN, network.limits, network.clock
    )
    with served(Hub(other), certificate(tmp_path, authority, **span)) as address, pytest.raises(ProtocolError):
        meet(editor, address)
    assert own_state(editor) == "handed", "sealed, and not sent"
