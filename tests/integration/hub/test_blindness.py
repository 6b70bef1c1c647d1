"""The hub cannot read: not by its code, and nothing that it keeps or says shows what people wrote."""

import ast
from pathlib import Path

import pytest

import haversack_sync.hub
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import parcel, sealing
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.requests import RequestLine
from tests.integration.hub.conftest import Start
from tests.integration.hub.founding import enrol, found
from tests.integration.hub.plain_link import PlainLink
from tests.simulation.world import FixedRandom, World

HUB = Path(haversack_sync.hub.__path__[0])
OPENING = {
    "box_unseal",
    "key_before",
    "open_change",
    "open_part",
    "open_announcement",
    "open_chunk",
    "open_chunks",
    "open_device_label",
    "open_homeward",
    "open_label",
    "open_parcel",
    "open_stanza",
    "unpack_body",
    "unseal",
}
WRAPPING = {"open_outbox"}
"""What lies on a stick is wrapped once more for the hub; in the wrapping it finds what it would get by HTTP."""
CANARIES = [f"canary {number:02} of what nobody may read" for number in range(20)]


def names_in(path: Path) -> set[str]:
    """Return every name and attribute that a module uses."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | {each.name for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names}


def test_what_opens_seals_exists_by_these_names() -> None:
    protocol = HUB.parent / "protocol"
    defined = {
        node.name
        for path in protocol.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }

    assert defined >= OPENING
    assert {name for name in defined if name.startswith("open_")} <= OPENING | WRAPPING


@pytest.mark.parametrize("path", sorted(HUB.rglob("*.py")), ids=lambda path: path.relative_to(HUB).as_posix())
def test_no_module_of_the_hub_opens_anything(path: Path) -> None:
    assert not names_in(path) & OPENING


def sealed_parcel(world: World, text: bytes) -> bytes:
    name = parcel.ParcelName(world.root, world.random(16), 0)
    return b"".join(parcel.seal_parcel(iter([text]), len(text), key=world.random(32), salt=world.random(24), name=name))


@pytest.mark.story
def test_nothing_that_people_wrote_is_readable_in_what_the_hub_keeps_or_says(start_hub: Start) -> None:
    hub = start_hub()
    world = World(FixedRandom("canaries"))
    coordinator = found(hub, world)
    editor = enrol(hub, world, coordinator)
    texts = iter(CANARIES)
    for shelf in world.shelves:
        for _ in range(5):
            coordinator.ask([world.content(world.coordinator, shelf, next(texts).encode())])
    file = sealed_parcel(world, next(texts).encode() * 50)
    name = ObjectId(sealing.sha256(file))
    editor.upload(name, offset=0, total=len(file), data=file)
    editor.ask([world.content(editor.signer, "members/directory", next(texts).encode(), refs=(name,))])
    send_nonsense(PlainLink(hub.address), list(texts))
    forged = world.content(editor.signer, "members/directory", b"forged")[:-1] + b"x"
    editor.ask([forged, *(canary.encode() for canary in CANARIES)])
    with pytest.raises(HubRefusal):
        editor.ask([world.clear(editor.signer, bodies.Rules(1, (1,)))], profile=CANARIES[0].encode())
    answer = hub.stop()

    kept = [path.read_bytes() for path in hub.folder.rglob("*") if path.is_file()]
    # The network's own name is public, which shows that this search finds what is there.
    assert any(world.name.encode() in text for text in kept)
    said = [answer.out.encode(), answer.err.encode()]
    found_words = {canary for canary in CANARIES for text in [*kept, *said] if canary.encode() in text}
    assert found_words == set()
    assert "127.0.0.1" not in answer.err
    assert coordinator.signer.handle.hex() not in answer.err


def send_nonsense(link: PlainLink, canaries: list[str]) -> None:
    """Send canaries where a careless server would log them."""
    for index, canary in enumerate(canaries):
        target = "/v1/" + canary.replace(" ", "%20") if index % 2 else "/v1/exchange"
        headers = {"User-Agent": canary, "Referer": canary, "Haversack-Auth": canary, "X-Forwarded-For": canary}
        for method in ("GET", "POST", "PUT"):
            assert link.send(RequestLine(method, target, canary.encode()), headers).status in (400, 404, 405)
