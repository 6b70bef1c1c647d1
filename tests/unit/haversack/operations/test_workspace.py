"""An open vault: it opens with its passphrase, names its shelves, and closes whatever happens."""

import pytest

from haversack.operations.workspace import MissingFeedError, NotAllowedError, Workspace, opened
from haversack.store import values
from haversack.store.errors import VaultBusyError, WrongPassphraseError
from haversack.store.replica import NoIdentityError
from haversack_sync.model.roles import AudienceType
from tests.unit.haversack.little_network import HUB_ADDRESS, PASSPHRASE, LittleNetwork


def test_a_vault_is_open_for_a_block_and_closed_after_it(network: LittleNetwork) -> None:
    folder = network.base / "reader"

    with opened(folder, PASSPHRASE, clock=network.own_clock()) as workspace:
        with pytest.raises(VaultBusyError), opened(folder, PASSPHRASE, clock=network.own_clock()):
            pass
        own = workspace.own
    with pytest.raises(ZeroDivisionError), opened(folder, PASSPHRASE, clock=network.own_clock()):
        _ = 1 // 0
    assert network.open("reader").own == own


def test_a_wrong_passphrase_opens_nothing_and_holds_nothing(network: LittleNetwork) -> None:
    with pytest.raises(WrongPassphraseError), opened(network.base / "reader", "guess", clock=network.own_clock()):
        pass

    assert network.open("reader").span is not None


def test_a_vault_of_nobody_is_closed_again(network: LittleNetwork, reader: Workspace) -> None:
    with reader.replica.transaction() as connection:
        values.delete_value(connection, values.ROOT)
    reader.vault.close()

    with pytest.raises(NoIdentityError), opened(network.base / "reader", PASSPHRASE, clock=network.own_clock()):
        pass
    with pytest.raises(NoIdentityError), opened(network.base / "reader", PASSPHRASE, clock=network.own_clock()):
        pass


def test_shelves_are_found_by_audience_and_name(reader: Workspace) -> None:
    library = reader.feed(AudienceType.OPEN, "library")

    assert reader.shelf_names()[library.handle] == ("open", "library")
    with pytest.raises(MissingFeedError) as caught:
        reader.feed(AudienceType.MEMBERS, "attic")
    assert (caught.value.audience, caught.value.shelf) == ("members", "attic")


def test_only_coordinators_pass_as_coordinators(coordinator: Workspace, editor: Workspace) -> None:
    coordinator.require_coordinator()
    with pytest.raises(NotAllowedError):
        editor.require_coordinator()


def test_the_hubs_address_is_known_or_not(reader: Workspace) -> None:
    assert reader.hub_address() == HUB_ADDRESS
    with reader.replica.transaction() as connection:
        values.write_value(connection, values.HUB_ADDRESS, b"")
    assert reader.hub_address() is None
