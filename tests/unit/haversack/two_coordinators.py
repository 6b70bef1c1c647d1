"""A second coordinator in a little network, whose vault is a real one: the root lets its key in."""

from haversack.operations.beginning import NewVault
from haversack.operations.looking import Visit, look
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import outbox, values
from haversack.store.cost import COST_FLOOR
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.model.authority_entries import CoordinatorAdd, encode_body
from haversack_sync.model.ids import key_handle
from haversack_sync.protocol import sealing
from haversack_sync.protocol.network import KeyPurpose, possession_message
from tests.unit.haversack.little_network import HUB_ADDRESS, PASSPHRASE, LittleNetwork


def second_coordinator(network: LittleNetwork, founder: Workspace, name: str = "second") -> Workspace:
    """Return the vault of another coordinator, who knows all that the founder does."""
    clock = network.own_clock()
    visit = Visit(NewVault(network.base / name, PASSPHRASE, COST_FLOOR), HUB_ADDRESS, "")
    vault = network.new_vault(name, lambda folder: look(visit, network.endpoint, clock=clock, wishes=Wishes()))
    keys = DeviceKeys(clock.random(32), clock.random(32))
    with vault.replica.transaction() as connection:
        values.write_secret(connection, values.DEVICE_SIGN, keys.sign_seed)
        values.write_secret(connection, values.DEVICE_BOX, keys.box_seed)
    message = possession_message(founder.root, KeyPurpose.COORDINATOR, sign_key=keys.sign_key, box_key=keys.box_key)
    body = CoordinatorAdd(keys.sign_key, keys.box_key, sealing.sign(keys.sign_seed, message))
    with founder.replica.transaction() as connection:
        seed = values.read_secret(connection, values.ROOT_SIGN)
        assert seed is not None
        root = key_handle(sealing.signing_public_key(seed))
        outbox.queue_network(connection, encode_body(body), signer=root, created_ms=network.wall_ms)
    network.sync(founder)
    second = network.reopen(vault)
    network.sync(second, founder, second)
    assert second.leads
    return second
