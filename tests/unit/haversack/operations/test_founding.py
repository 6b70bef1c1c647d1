"""Founding: the hub is asked once the keys have a place; a failure leaves nothing, a cut leaves what goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations.founding import SHELVES, BadNameError, NewNetwork, found
from haversack.operations.reporting import status
from haversack.store.cost import COST_FLOOR
from haversack.store.errors import UnusablePassphraseError, VaultExistsError
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError
from haversack_sync.protocol.messages import ExchangeRequest
from haversack_sync.protocol.profile import decode_profile
from tests.simulation.rig import TOKEN
from tests.unit.haversack.little_network import HUB_ADDRESS, PASSPHRASE, LittleNetwork
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[LittleNetwork]:
    """Return a hub that serves nobody yet."""
    network = LittleNetwork(tmp_path / "vaults")
    network.base.mkdir()
    yield network
    network.close()


def new(network: LittleNetwork, **changed: object) -> NewNetwork:
    """Return the parameters of a founding, some of them changed."""
    parts: dict[str, object] = {
        "folder": network.base / "coordinator",
        "passphrase": PASSPHRASE,
        "name": "Little network",
        "hub": HUB_ADDRESS,
        "token": TOKEN,
        "cost": COST_FLOOR,
    }
    return NewNetwork(**(parts | changed))  # type: ignore[arg-type] # one table for all of them


def is_registered(network: LittleNetwork) -> bool:
    return network.hub.standing().is_registered


def test_a_network_has_a_root_audiences_shelves_and_a_profile(fresh: LittleNetwork) -> None:
    coordinator = fresh.found()

    authority = coordinator.replica.network().authority
    assert [each.type.name for each in authority.audiences.values()] == ["OPEN", "MEMBERS", "COORDINATORS"]
    names = coordinator.shelf_names().values()
    assert sorted(names) == sorted((each, shelf) for each in ("open", "members", "coordinators") for shelf in SHELVES)
    assert authority.rules_before(10**6) == 1
    now = status(coordinator)
    assert (now.network, now.role, now.waiting, now.holds_root) == ("Little network", "coordinator", 0, True)
    profile = decode_profile(fresh.endpoint.fetch_profile())
    assert (profile.name, profile.hubs, profile.root) == ("Little network", (HUB_ADDRESS,), coordinator.root)


def test_spaces_around_a_name_are_left_out(fresh: LittleNetwork) -> None:
    found(new(fresh, name="  Little network \n"), fresh.endpoint, clock=fresh.own_clock())

    assert decode_profile(fresh.endpoint.fetch_profile()).name == "Little network"


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "H\udce4rb\udce4rget"])
def test_a_name_must_be_one(fresh: LittleNetwork, name: str) -> None:
    with pytest.raises(BadNameError):
        found(new(fresh, name=name), fresh.endpoint, clock=fresh.own_clock())
    assert not is_registered(fresh)
    assert list(fresh.base.iterdir()) == []


@pytest.mark.parametrize("trouble", ["folder", "passphrase"])
def test_a_vault_that_cannot_be_made_leaves_the_hub_free(fresh: LittleNetwork, trouble: str) -> None:
    folder = fresh.base / "coordinator"
    if trouble == "folder":
        folder.mkdir()
        (folder / "thesis.odt").write_text("mine")
    passphrase = "" if trouble == "passphrase" else PASSPHRASE

    with pytest.raises((VaultExistsError, UnusablePassphraseError)):
        found(new(fresh, passphrase=passphrase), fresh.endpoint, clock=fresh.own_clock())
    assert not is_registered(fresh)


@pytest.mark.parametrize("token", ["guessed", "gu\udce4ssed"])
def test_a_wrong_token_is_refused_in_words_and_leaves_nothing(fresh: LittleNetwork, token: str) -> None:
    with pytest.raises(HubRefusal) as caught:
        found(new(fresh, token=token), fresh.endpoint, clock=fresh.own_clock())

    assert caught.value.reason == "wrong_token"
    assert list(fresh.base.iterdir()) == []
    assert not is_registered(fresh)


def test_a_hub_that_serves_another_network_says_so(fresh: LittleNetwork) -> None:
    fresh.found()

    with pytest.raises(HubRefusal) as caught:
        found(new(fresh, folder=fresh.base / "second"), fresh.endpoint, clock=fresh.own_clock())
    assert caught.value.reason == "already_registered"
    assert not (fresh.base / "second").exists()


class Registering(BentEndpoint):
    """An endpoint that gives another answer to a registration."""

    answer = b""

    def register(self, body: bytes) -> bytes:
        if self.answer == b"down":
            raise LinkError("no_connection")
        return self.answer


@pytest.mark.parametrize("answer", [b"", b"<html>log in</html>", b"\x00", b"\x94\x01\x02\x03\x04", b"down"])
def test_something_else_in_the_hubs_place_leaves_nothing(fresh: LittleNetwork, answer: bytes) -> None:
    line = Registering(fresh.endpoint)
    line.answer = answer

    with pytest.raises((NotOurHubError, LinkError)):
        found(new(fresh), line, clock=fresh.own_clock())
    assert list(fresh.base.iterdir()) == []


def test_a_hub_that_does_not_know_the_token_is_not_believed(fresh: LittleNetwork) -> None:
    """Somebody in the middle answers with keys of their own."""
    line = Registering(fresh.endpoint)
    first = fresh.own_clock()

    class Recording(BentEndpoint):
        def register(self, body: bytes) -> bytes:
            line.answer = self.hub.register(body)
            raise LinkError("cut")

    with pytest.raises(LinkError):
        found(new(fresh), Recording(fresh.endpoint), clock=first)
    with pytest.raises((NotOurHubError, HubRefusal)):
        found(new(fresh), line, clock=fresh.own_clock())
    assert list(fresh.base.iterdir()) == []


@pytest.mark.parametrize("length", [0, 1, 500, 3_000])
def test_a_network_whose_first_sync_was_cut_goes_on_with_the_next(fresh: LittleNetwork, length: int) -> None:
    with pytest.raises(LinkError):
        found(new(fresh), BentEndpoint(fresh.endpoint, bend=cut_after(length)), clock=fresh.own_clock())

    coordinator = fresh.new_vault("coordinator", lambda folder: folder)
    result = fresh.sync(coordinator)

    assert result.is_complete
    assert (result.waiting, result.refused) == (0, 0)
    assert decode_profile(fresh.endpoint.fetch_profile()).root == coordinator.root


def test_a_network_whose_first_sync_never_left_goes_on_with_the_next(fresh: LittleNetwork) -> None:
    def fail(_request: ExchangeRequest) -> None:
        raise LinkError("no_connection")

    with pytest.raises(LinkError):
        found(new(fresh), BentEndpoint(fresh.endpoint, before=fail), clock=fresh.own_clock())

    coordinator = fresh.new_vault("coordinator", lambda folder: folder)
    assert status(coordinator).role == "none"
    assert fresh.sync(coordinator).is_complete
    assert status(coordinator).role == "coordinator"
