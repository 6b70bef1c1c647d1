"""Whatever bytes come, the hub answers 2xx, 3xx or 4xx, and keeps what it had: no 5xx, no line in the log."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from haversack_sync.hub.database import open_database
from haversack_sync.hub.routes import create_app
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError, exchange_line
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import ExchangeRequest, encode_message
from haversack_sync.protocol.requests import AUTH_HEADER, LANE_EXCHANGE, sign_request
from tests.guards.examples import examples
from tests.simulation.asgi import Reply, call
from tests.simulation.rig import Rig

DIRECTORY = "members/directory"
MANY = 10**9
LIMITS = HubLimits(
    requests_per_device_and_minute=MANY,
    request_burst=MANY,
    unsigned_requests_per_network_and_minute=MANY,
    courier_bytes_per_network_and_day=10**12,
    changes_per_coordinator_and_day=MANY,
)


@dataclass
class Target:
    """A hub in SQLite with a founded network, and one of everything that people send.

    Attributes:
        rig: The hub.
        app: HTTP in front of it.
        changes: Good changes that were not sent yet; mutations are made of them.
        counter: The coordinator's last request counter.
    """

    rig: Rig
    app: ASGIApp
    changes: list[bytes]
    counter: int = 1000

    def exchange(self, request: ExchangeRequest, *, is_signed: bool) -> Reply:
        """Send a request that is signed over whatever it says."""
        body = encode_message(request)
        if not is_signed:
            return call(self.app, "POST", "/v1/exchange", body=body)
        self.counter += 1
        author = self.rig.world.coordinator
        auth = sign_request(
            exchange_line(body),
            root=self.rig.world.root,
            device=author.handle,
            lane=LANE_EXCHANGE,
            counter=self.counter,
            signing_seed=author.seed,
        )
        return call(self.app, "POST", "/v1/exchange", body=body, headers={AUTH_HEADER: auth.header()})


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    path: Path = tmp_path_factory.mktemp("hostile") / "hub.db"
    database = open_database(path, migrate=True)
    rig = Rig(ledger=SqliteLedger(database), limits=LIMITS)
    coordinator = rig.found()
    rig.enrol(coordinator)
    invited = rig.invite(coordinator)
    author = rig.world.coordinator.copy()
    changes = [rig.world.content(author, DIRECTORY, rig.world.random(300)) for _ in range(3)]
    changes.append(rig.world.redeem(invited, rig.world.author()))
    changes += rig.world.invite().changes
    yield Target(rig, create_app(rig.hub), changes)
    database.close()


METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
PATHS = st.one_of(
    st.sampled_from(["/", "/health", "/v1/profile", "/v1/register", "/v1/exchange", "/v1/objects/" + "0" * 64]),
    st.text(st.characters(codec="latin-1"), max_size=30).map(lambda text: "/" + text),
    st.text("0123456789abcdef%./\\", max_size=70).map(lambda text: "/v1/objects/" + text),
)
HEADER_VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=120)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["haversack-auth", "range", "if-range", "if-none-match", "content-length", "content-encoding", "host", "accept"]
    ),
    HEADER_VALUES,
)
QUERIES = st.text(st.characters(codec="ascii"), max_size=60)
NUMBERS = st.one_of(st.integers(0, 20), st.integers(0, 2**63 - 1), st.sampled_from([2**63 - 1, 2**32, 2**31]))


def assert_calm(reply: Reply) -> None:
    assert 200 <= reply.status < 500
    assert reply.is_whole


@settings(max_examples=examples(400))
@given(METHODS, PATHS, QUERIES, HEADERS, st.binary(max_size=300))
def test_any_request_at_all(
    target: Target, method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> None:
    assert_calm(call(target.app, method, f"{path}?{query}", headers=headers, body=body))


@settings(max_examples=examples(300))
@given(st.sampled_from(["/v1/exchange", "/v1/register"]), st.binary(max_size=600), st.integers(0, 40))
def test_any_body(target: Target, path: str, body: bytes, cut: int) -> None:
    pieces = [body[:cut], body[cut:]]

    assert_calm(call(target.app, "POST", path, body=pieces))


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(),
    st.text(max_size=9),
    st.binary(max_size=90),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


@settings(max_examples=examples(300))
@given(st.sampled_from(["/v1/exchange", "/v1/register"]), VALUES)
def test_any_message(target: Target, path: str, value: object) -> None:
    assert_calm(call(target.app, "POST", path, body=msgspec.msgpack.encode(value)))


@settings(max_examples=examples(300))
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), max_size=5, unique_by=lambda cursor: cursor[0]),
    NUMBERS,
    NUMBERS,
    st.sampled_from([b"", b"n" * 16]),
    st.binary(max_size=40),
    st.booleans(),
)
def test_any_cursors_budgets_and_serials(
    target: Target,
    cursors: list[tuple[int, int]],
    answer_bytes: int,
    stanzas_after: int,
    nonce: bytes,
    profile: bytes,
    is_signed: bool,
) -> None:
    request = ExchangeRequest(
        cursors=((0, 0), *(cursor for cursor in cursors if cursor[0] != 0)),
        answer_bytes=answer_bytes,
        stanzas_after=stanzas_after,
        nonce=nonce,
        profile=profile,
    )

    assert_calm(target.exchange(request, is_signed=is_signed))


def mutate(change: bytes, seed: int) -> bytes:
    """Flip, cut, repeat or insert some bytes."""
    numbers = random.Random(seed)
    bent = bytearray(change)
    for _ in range(numbers.randrange(1, 4)):
        place = numbers.randrange(len(bent)) if bent else 0
        what = numbers.randrange(5)
        if what == 0 and bent:
            bent[place] ^= 1 << numbers.randrange(8)
        elif what == 1:
            del bent[place : place + numbers.randrange(1, 40)]
        elif what == 2:
            bent[place:place] = numbers.randbytes(numbers.randrange(1, 40))
        elif what == 3:
            bent[place:place] = bent[place : place + 40]
        else:
            bent[place : place + 9] = b"\xff" * 9
    return bytes(bent)


@settings(max_examples=examples(400))
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**32)), min_size=1, max_size=6), st.booleans())
def test_no_bent_change_becomes_an_entry(target: Target, bends: list[tuple[int, int]], is_signed: bool) -> None:
    good = set(target.changes)
    bent = [mutate(target.changes[index], seed) for index, seed in bends]
    before = target.rig.hub.standing()

    reply = target.exchange(
        ExchangeRequest(
            cursors=((0, 0),),
            changes=tuple(change for change in bent if change not in good),
            nonce=b"n" * 16,
        ),
        is_signed=is_signed,
    )

    assert_calm(reply)
    assert target.rig.hub.standing() == before


@settings(max_examples=examples(200))
@given(HEADER_VALUES, st.integers(0, 2**32))
def test_any_signature(target: Target, text: str, seed: int) -> None:
    body = encode_message(ExchangeRequest(cursors=((0, 0),), nonce=b"n" * 16))
    author = target.rig.world.coordinator
    auth = sign_request(
        exchange_line(body),
        root=target.rig.world.root,
        device=author.handle,
        lane=LANE_EXCHANGE,
        counter=1,
        signing_seed=author.seed,
    )
    for header in (text, mutate(auth.header().encode(), seed).decode("latin-1")):
        assert_calm(call(target.app, "POST", "/v1/exchange", body=body, headers={AUTH_HEADER: header}))


@settings(max_examples=examples(200))
@given(NUMBERS, NUMBERS, st.binary(max_size=100))
def test_any_slice(target: Target, offset: int, total: int, data: bytes) -> None:
    asker = target.rig.asker(target.rig.world.coordinator)
    target.counter += 1
    asker.counters = {1: target.counter}
    with suppress(HubRefusal, LinkError):
        frame = asker.upload(ObjectId(sealing.sha256(b"x")), offset=offset, total=total, data=data)
        assert frame.received <= total
