"""Founding a made-up network on a real hub."""

from haversack_sync.model.roles import Role
from haversack_sync.protocol.messages import decode_register_answer, encode_message
from haversack_sync.protocol.registration import check_register_answer, register_request
from tests.integration.hub.plain_link import PlainLink
from tests.integration.processes import HubProcess
from tests.simulation.asking import Asker
from tests.simulation.world import World


def found(hub: HubProcess, world: World) -> Asker:
    """Register and found a network over HTTP; return its coordinator, who follows every shelf."""
    link = PlainLink(hub.address)
    request = register_request(hub.token, world.root_author.sign_key)
    answer = decode_register_answer(link.register(encode_message(request)))
    check_register_answer(answer, hub.token, root=world.root)
    world.take_hub(answer)
    founding = world.founding()
    coordinator = Asker(link, world.root, world.hub_key, world.coordinator)
    told = coordinator.ask(founding.changes, stanzas=founding.stanzas, profile=founding.profile)
    world.follow(told.entries[0])
    coordinator.feeds |= {shelf.ordinal: shelf.feed for shelf in world.shelves.values()}
    return coordinator


def enrol(hub: HubProcess, world: World, coordinator: Asker, role: Role = Role.EDITOR) -> Asker:
    """Invite a device and let it redeem over HTTP; it follows `open` and `members`."""
    invited = world.invite(role)
    told = coordinator.ask(invited.changes, ordinals=[0], stanzas=invited.stanzas)
    world.follow(told.entries[0])
    device = Asker(PlainLink(hub.address), world.root, world.hub_key, world.author())
    device.ask([world.redeem(invited, device.signer)])
    world.follow(coordinator.ask(ordinals=[0]).entries[0])
    for shelf in ("open/library", "members/directory"):
        device.feeds[world.shelves[shelf].ordinal] = world.shelves[shelf].feed
    return device
