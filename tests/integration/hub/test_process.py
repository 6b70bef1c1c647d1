"""The hub as a real process: how it starts, answers and stops."""

import json
import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import KIB
from haversack_sync.protocol.requests import RequestLine
from tests.integration.hub.conftest import Start
from tests.integration.hub.founding import enrol, found
from tests.integration.hub.plain_link import PlainLink
from tests.integration.processes import HUB, HubProcess, run, surroundings
from tests.simulation.receipts import only
from tests.simulation.world import FixedRandom, World

pytestmark = pytest.mark.story


@pytest.fixture
def world() -> World:
    return World(FixedRandom("process"))


def raw(hub: HubProcess, sent: bytes) -> bytes:
    """Send bytes and return what comes until the hub closes the connection."""
    host, port = hub.address.removeprefix("http://").split(":")
    received = b""
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(sent)
        while piece := connection.recv(65536):
            received += piece
    return received


def test_it_says_where_it_listens_and_what_it_made_is_private(start_hub: Start) -> None:
    hub = start_hub()

    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*", hub.address)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in hub.folder.iterdir()}
    assert modes["registration-token"] == modes["hub-keys"] == modes["hub.db"] == 0o600
    assert modes["objects"] == modes["uploads"] == 0o700
    assert json.loads(PlainLink(hub.address).send(RequestLine("GET", "/health", b"")).body)["ok"] is True


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_it_is_told_to(start_hub: Start, how: signal.Signals) -> None:
    hub = start_hub()

    answer = hub.end(how)

    assert answer.code == 0
    events = [line.split(" ", 3)[3] for line in answer.err.splitlines()]
    assert events == [
        "haversack_sync.hub event=start given_up_uploads=0",
        f"haversack_sync.hub event=listen port={hub.port}",
        "haversack_sync.hub event=stop",
    ]
    assert not (hub.folder / "hub.db-wal").exists()


def test_a_port_that_is_taken_is_said_in_one_sentence(start_hub: Start, tmp_path: Path) -> None:
    hub = start_hub()
    command = [str(HUB), "serve", "--data", str(tmp_path / "other"), "--port", str(hub.port)]

    answer = run(command, surroundings(tmp_path / "here"), tmp_path)

    assert answer.code == 1
    assert answer.out == ""
    assert f"Cannot listen on 127.0.0.1, port {hub.port}" in answer.err
    assert "Traceback" not in answer.err


def test_what_was_accepted_is_there_after_a_restart(start_hub: Start, world: World) -> None:
    hub = start_hub()
    coordinator = found(hub, world)
    change = world.content(world.coordinator, "members/directory", b"one")
    receipt = only(coordinator, change)
    token = hub.token

    hub.stop()
    hub.start()

    assert only(coordinator, change) == receipt
    assert hub.token == token


def test_its_operator_reads_where_it_stands_while_it_runs_and_after(start_hub: Start, world: World) -> None:
    hub = start_hub()
    coordinator = found(hub, world)
    enrol(hub, world, coordinator)

    running = json.loads(hub.read_status().out)
    hub.stop()
    stopped = json.loads(hub.read_status().out)

    assert running["network_registered"] is True
    assert (running["entries"], running["feeds"], running["devices"]) == (15, 3, 2)
    for facts in (running, stopped):
        facts.pop("database_bytes")
    assert stopped == running


def test_a_long_answer_is_streamed_and_verifies(start_hub: Start, world: World) -> None:
    hub = start_hub()
    coordinator = found(hub, world)
    editor = enrol(hub, world, coordinator)
    for _ in range(3):
        changes = [world.content(world.coordinator, "members/directory", world.random(400)) for _ in range(500)]
        assert {each.code for each in coordinator.ask(changes).receipts} == {ReceiptCode.ACCEPTED}

    answer = editor.ask()

    assert answer.is_whole
    assert len(answer.entries[2]) == 1500
    assert sum(answer.frame_bytes) > 800 * KIB


def test_objects_travel_in_slices_up_and_from_any_offset_down(start_hub: Start, world: World) -> None:
    hub = start_hub()
    coordinator = found(hub, world)
    data = world.random(700_000)
    name = ObjectId(sealing.sha256(data))

    frames = [
        coordinator.upload(name, offset=start, total=len(data), data=data[start : start + 256 * KIB])
        for start in range(0, len(data), 256 * KIB)
    ]

    assert [frame.complete for frame in frames] == [False, False, True]
    link = PlainLink(hub.address)
    assert b"".join(link.fetch_object(name, 0)) == data
    assert b"".join(link.fetch_object(name, 123_456)) == data[123_456:]
    assert (hub.folder / "objects" / name.hex()[:2] / name.hex()).read_bytes() == data


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000,
        b"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
        b"GET /v1/objects/../../hub-keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500) + b"\r\n\r\n",
    ],
    ids=["text", "long header", "length", "chunk", "path", "tls"],
)
def test_bytes_that_are_no_request_are_refused_and_the_hub_goes_on(start_hub: Start, sent: bytes) -> None:
    hub = start_hub()

    answer = raw(hub, sent)

    assert re.match(rb"HTTP/1\.1 4\d\d ", answer)
    assert PlainLink(hub.address).send(RequestLine("GET", "/health", b"")).status == 200
    said = hub.stop().err
    assert "Traceback" not in said
    assert "127.0.0.1" not in said


def test_a_body_that_is_cut_leaves_nothing_and_the_hub_goes_on(start_hub: Start, world: World) -> None:
    hub = start_hub()
    coordinator = found(hub, world)
    head = b"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nonly the begin"
    host, port = hub.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(head)

    assert coordinator.ask().is_whole
    assert "error" not in hub.stop().err


def test_a_client_that_leaves_in_the_middle_of_an_answer_is_no_error(start_hub: Start, world: World) -> None:
    hub = start_hub()
    coordinator = found(hub, world)
    data = world.random(3_000_000)
    name = ObjectId(sealing.sha256(data))
    for start in range(0, len(data), 256 * KIB):
        coordinator.upload(name, offset=start, total=len(data), data=data[start : start + 256 * KIB])
    host, port = hub.address.removeprefix("http://").split(":")
    for _ in range(5):
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(f"GET /v1/objects/{name.hex()} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert connection.recv(100)

    assert coordinator.ask().is_whole
    assert "ERROR" not in hub.stop().err
