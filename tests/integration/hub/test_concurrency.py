"""Many devices and two processes at once: positions are taken one by one, and no reader ever skips an entry."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.head import ReceiptCode
from tests.integration.hub.conftest import Start
from tests.integration.hub.founding import enrol, found
from tests.integration.hub.plain_link import PlainLink
from tests.simulation.asking import Asker
from tests.simulation.world import FixedRandom, World

DIRECTORY, LIBRARY = "members/directory", "open/library"
DEVICES = 6
REQUESTS = 12
SETTINGS = "requests_per_device_and_minute = 1000000\nrequest_burst = 1000000\n"

pytestmark = pytest.mark.story


def write(world: World, device: Asker, addresses: list[str], seed: int) -> list[int]:
    """Send requests of some changes each to one process, then the other; return the positions taken."""
    numbers = random.Random(seed)
    positions = []
    # Each device has randomness of its own: the world's is not made for threads.
    own = World(FixedRandom(f"device {seed}"))
    for _ in range(REQUESTS):
        device.endpoint = PlainLink(numbers.choice(addresses))
        changes = [seal(world, own, device, b"%d of %d" % (number, seed)) for number in range(numbers.randrange(1, 6))]
        receipts = device.ask(changes).receipts
        assert {each.code for each in receipts} == {ReceiptCode.ACCEPTED}
        positions += [each.position for each in receipts]
    return positions


def seal(world: World, own: World, device: Asker, text: bytes) -> bytes:
    own.shelves = world.shelves
    own.root_author = world.root_author
    return own.content(device.signer, DIRECTORY, text, seen=world.view.seen)


def follow(reader: Asker, addresses: list[str], stop: threading.Event) -> None:
    """Read what is new, again and again, from one process, then the other; each answer is verified."""
    numbers = random.Random(0)
    while not stop.is_set():
        reader.endpoint = PlainLink(numbers.choice(addresses))
        reader.ask()


def test_positions_are_taken_one_by_one_and_no_reader_skips_an_entry(start_hub: Start) -> None:
    hub = start_hub(settings=SETTINGS)
    world = World(FixedRandom("concurrency"))
    coordinator = found(hub, world)
    devices = [enrol(hub, world, coordinator) for _ in range(DEVICES)]
    other = start_hub()
    addresses = [hub.address, other.address]
    assert hub.folder == other.folder
    before = coordinator.ask().head.position
    stop = threading.Event()

    with ThreadPoolExecutor(DEVICES + 1) as pool:
        reading = pool.submit(follow, coordinator, addresses, stop)
        writing = [pool.submit(write, world, device, addresses, seed) for seed, device in enumerate(devices)]
        positions = [future.result() for future in writing]
        stop.set()
        reading.result()
    coordinator.ask()

    taken = sorted(position for each in positions for position in each)
    assert taken == list(range(before + 1, before + 1 + len(taken)))
    assert all(each == sorted(each) for each in positions)
    ordinal = world.shelves[DIRECTORY].ordinal
    assert [entry.position for entry in coordinator.entries[ordinal]] == taken


def test_of_many_who_redeem_the_same_invitation_at_once_one_is_enrolled(start_hub: Start) -> None:
    hub = start_hub(settings="unsigned_requests_per_network_and_minute = 100000\n")
    world = World(FixedRandom("race"))
    coordinator = found(hub, world)
    other = start_hub()
    invited = world.invite()
    world.follow(coordinator.ask(invited.changes, stanzas=invited.stanzas).entries[0])
    devices = [world.author() for _ in range(8)]
    changes = [world.redeem(invited, device) for device in devices]

    def redeem(index: int) -> str:
        address = (hub.address, other.address)[index % 2]
        asker = Asker(PlainLink(address), world.root, world.hub_key, devices[index])
        try:
            asker.ask([changes[index]])
        except Exception as error:  # noqa: BLE001 - its text is the outcome that is compared
            return str(error)
        return "enrolled"

    with ThreadPoolExecutor(len(devices)) as pool:
        outcomes = list(pool.map(redeem, range(len(devices))))

    assert sorted(outcomes) == ["enrolled"] + ["invitation_used"] * 7
    world.follow(coordinator.ask(ordinals=[0]).entries[0])
    assert len(world.view.authority.devices) == 2
    assert world.view.authority.invitations[invited.keys.invitation].redemptions == 3


def test_the_same_object_uploaded_by_many_at_once_is_whole_for_all(start_hub: Start) -> None:
    hub = start_hub(settings=SETTINGS)
    world = World(FixedRandom("objects"))
    coordinator = found(hub, world)
    other = start_hub()
    devices = [enrol(hub, world, coordinator) for _ in range(4)]
    data = world.random(300_000)
    name = ObjectId(sealing.sha256(data))

    def upload(index: int) -> bool:
        device = devices[index]
        device.endpoint = PlainLink((hub.address, other.address)[index % 2])
        held = 0
        while True:
            piece = data[held : held + 70_000]
            frame = device.upload(name, offset=held, total=len(data), data=piece)
            if frame.complete:
                return True
            held = frame.received

    with ThreadPoolExecutor(len(devices)) as pool:
        assert all(pool.map(upload, range(len(devices))))

    assert b"".join(PlainLink(hub.address).fetch_object(name, 0)) == data
    assert list((hub.folder / "uploads").iterdir()) == []
