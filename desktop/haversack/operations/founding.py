"""`found`: a coordinator makes a network: root, own device, audiences, shelves, and a hub that serves it.

Nothing is kept unless the hub has proven that it knows the registration token; the root's private key then lies sealed
in this vault until it can be moved out. Must not publish content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from haversack.clock import Clock
from haversack.operations.preferences import write_proxy
from haversack.operations.workspace import Workspace, on_vault
from haversack.store import outbox, trust, values
from haversack.store.cost import Argon2Cost
from haversack.store.vault import Vault
from haversack_sync.client.conditions import Conditions, Report
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.client.proxy import DIRECT, Proxy
from haversack_sync.client.session import Session
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.canonical import is_text
from haversack_sync.model.ids import AudienceId, FeedId, key_handle
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.epochs import EpochName, commitment, epoch_entry, seal_label
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError, WireError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import MAX_NAME_CHARACTERS
from haversack_sync.protocol.messages import (
    RefusalFrame,
    RegisterAnswer,
    decode_frame,
    decode_register_answer,
    encode_message,
)
from haversack_sync.protocol.network import KeyPurpose, possession_message
from haversack_sync.protocol.profile import Profile, encode_profile
from haversack_sync.protocol.registration import check_register_answer, register_request

SHELVES = ("directory", "library", "training", "calendar")
_AUDIENCES = (
    (AudienceType.OPEN, (Role.COORDINATOR,)),
    (AudienceType.MEMBERS, (Role.EDITOR, Role.FOCAL_POINT, Role.COORDINATOR)),
    (AudienceType.COORDINATORS, (Role.COORDINATOR,)),
)


class BadNameError(Exception):
    """A network's name is empty, too long or no text."""

    kind = "bad_name"


@dataclass(frozen=True, slots=True)
class _Audience:
    """An audience in the making: handle, type, first epoch and its key."""

    handle: AudienceId
    type: AudienceType
    writers: tuple[Role, ...]
    epoch: int
    key: bytes


@dataclass(frozen=True, slots=True)
class NewNetwork:
    """The parameters of a founding.

    Attributes:
        folder: Where the founder's vault goes; must not exist or be empty.
        passphrase: Of the vault.
        name: The network's public name.
        hub: The hub's address; empty for a network that travels in folders only.
        token: The hub's registration token.
        cost: Cost of the passphrase slot.
        proxy: By which the hub is reached, kept for later syncs.
    """

    folder: Path
    passphrase: str
    name: str
    hub: str
    token: str
    cost: Argon2Cost
    proxy: Proxy = DIRECT


@dataclass(frozen=True, slots=True)
class Founded:
    """What came out of a founding: the network's name, its root's fingerprint (32 bytes), what the first sync moved."""

    name: str
    root: bytes
    report: Report


def found(new: NewNetwork, endpoint: SyncEndpoint, *, clock: Clock) -> Founded:
    """Found a network.

    Args:
        new: What to found.
        endpoint: The hub.
        clock: Time and randomness.

    Returns:
        The network.

    Raises:
        BadNameError: The name is empty, too long or no text.
        HubRefusal: The hub does not accept the token, or serves another network.
        LinkError: The hub cannot be reached. If it answered the registration before, the vault is kept and `sync`
            goes on from there.
        ProtocolError: Something else answered.
        VaultError: The vault cannot be made; nothing is left behind.
    """
    name = new.name.strip()
    if not name or len(name) > MAX_NAME_CHARACTERS or not is_text(name):
        raise BadNameError("empty, too long or no text")
    if not is_text(new.token):
        raise HubRefusal("wrong_token")
    root_seed = clock.random(32)
    # The vault comes first: a hub takes one network for ever, so it is not asked before the keys have a safe place.
    vault = Vault.create(new.folder, new.passphrase, cost=new.cost, random=clock.random)
    try:
        answer = _register(endpoint, new.token, root_key=sealing.signing_public_key(root_seed))
        _keep(vault, new, answer, root_seed=root_seed, name=name, clock=clock)
    except BaseException:
        vault.discard()
        raise
    try:
        workspace = on_vault(vault, clock=clock)
        write_proxy(workspace, new.proxy)
        return Founded(name, workspace.root, _first_sync(workspace, endpoint))
    finally:
        vault.close()


def _keep(vault: Vault, new: NewNetwork, answer: RegisterAnswer, *, root_seed: bytes, name: str, clock: Clock) -> None:
    """Make the network and write all of it into the vault, in one transaction."""
    root_key = sealing.signing_public_key(root_seed)
    root = sealing.sha256(root_key)
    device = DeviceKeys(clock.random(32), clock.random(32))
    audiences = [
        _Audience(AudienceId(clock.random(8)), kind, writers, 0 if kind is AudienceType.OPEN else 1, clock.random(32))
        for kind, writers in _AUDIENCES
    ]
    hubs = (new.hub,) if new.hub else ()
    profile = encode_profile(Profile(1, name, root_key, hubs, answer.sign_key, answer.box_key, audiences[0].key))
    with vault.database.transaction() as connection:
        values.write_value(connection, values.ROOT, root)
        values.write_value(connection, values.HUB_ADDRESS, new.hub.encode())
        values.write_value(connection, values.PROFILE, profile)
        values.write_value(connection, values.PROFILE_TO_SEND, profile)
        values.write_secret(connection, values.ROOT_SIGN, root_seed)
        values.write_secret(connection, values.DEVICE_SIGN, device.sign_seed)
        values.write_secret(connection, values.DEVICE_BOX, device.box_seed)
        for audience in audiences:
            trust.save_key(connection, audience.handle, audience.epoch, audience.key)
        now = clock.wall_ms()
        for body in _by_root(root_seed, device=device, hub=answer, open_audience=audiences[0]):
            raw = bodies.encode_body(body)
            outbox.queue_network(connection, raw, signer=key_handle(root_key), created_ms=now)
        for body in _by_device(root, audiences, clock):
            outbox.queue_network(connection, bodies.encode_body(body), signer=device.handle, created_ms=now)


def _register(endpoint: SyncEndpoint, token: str, *, root_key: bytes) -> RegisterAnswer:
    """Ask the hub to serve this network; believe only a hub that knows the token."""
    raw = endpoint.register(encode_message(register_request(token, root_key)))
    try:
        answer = decode_register_answer(raw)
    except WireError:
        raise _refusal(raw) from None
    check_register_answer(answer, token, root=sealing.sha256(root_key))
    return answer


def _refusal(raw: bytes) -> HubRefusal | NotOurHubError:
    """Read what is not an answer: a refusal, whose signature nobody can check yet, or nonsense."""
    try:
        frames = [decode_frame(payload) for payload in FrameSplitter().feed(raw)]
    except WireError:
        frames = []
    if len(frames) == 1 and isinstance(frames[0], RefusalFrame):
        return HubRefusal(frames[0].reason, frames[0].number)
    return NotOurHubError("not an answer to a registration")


def _by_root(
    root_seed: bytes, *, device: DeviceKeys, hub: RegisterAnswer, open_audience: _Audience
) -> Sequence[bodies.NetworkBody]:
    """Return the entries that the root signs."""
    root_key = sealing.signing_public_key(root_seed)
    root = sealing.sha256(root_key)
    name = EpochName(root, open_audience.handle, 0)
    message = possession_message(root, KeyPurpose.COORDINATOR, sign_key=device.sign_key, box_key=device.box_key)
    possession = sealing.sign(device.sign_seed, message)
    return (
        bodies.Found(root_key, open_audience.handle, commitment(open_audience.key, name)),
        bodies.CoordinatorAdd(device.sign_key, device.box_key, possession),
        bodies.HubKey(hub.sign_key, hub.box_key, hub.possession),
    )


def _by_device(root: bytes, audiences: Sequence[_Audience], clock: Clock) -> Sequence[bodies.NetworkBody]:
    """Return the entries that the founder's device signs: rules, audiences, their first keys, shelves."""
    entries: list[bodies.NetworkBody] = [bodies.Rules(1, (1,))]
    for audience in audiences:
        writers = tuple(int(role) for role in audience.writers)
        entries.append(bodies.AddAudience(audience.handle, int(audience.type), b"", writers))
        if audience.epoch > 0:
            name = EpochName(root, audience.handle, audience.epoch)
            entries.append(epoch_entry(audience.key, name, key_before=None, stanzas=[]))
    for audience in audiences:
        for shelf in SHELVES:
            feed = FeedId(clock.random(8))
            label = seal_label(audience.key, root=root, feed=feed, label=shelf)
            entries.append(bodies.AddFeed(feed, audience.handle, audience.epoch, label))
    return entries


def _first_sync(workspace: Workspace, endpoint: SyncEndpoint) -> Report:
    conditions = Conditions(workspace.clock.monotonic, workspace.clock.random)
    return Session(workspace.replica, endpoint, conditions).run()
