"""A second client, written from docs/protocol.md alone, meets a real hub, and real computers read what it writes."""

from pathlib import Path
from typing import Any, Final, cast

import msgspec
import pytest

from tests.integration.stage import EDITORS, Stage, find
from tests.stranger.chain import NETWORK
from tests.stranger.client import Client, RefusedError, Sealed
from tests.stranger.digests import Standing
from tests.stranger.member import Member, values_of
from tests.stranger.messages import ACCEPTED, FORBIDDEN, Entries, Head
from tests.stranger.parcels import open_parcel
from tests.stranger.primitives import crockford, crockford_number, sha256
from tests.stranger.trust import MEMBERS, OPEN

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

ROOT: Final = Path(__file__).parents[3]
FILES: Final = ROOT / "tests" / "data" / "sample_network" / "library" / "files"
DICTIONARY: Final = ROOT / "tests" / "data" / "protocol-1" / "dictionary-2.zdict"
SHELVES: Final = {"directory", "library", "training", "calendar"}


def client_of(stage: Stage) -> Client:
    return Client(stage.world.hub.address, {2: DICTIONARY.read_bytes()})


def ordinals(client: Client, kind: int) -> list[int]:
    """Return the feeds of the audiences of a type."""
    chain = client.chain
    of_kind = {each.raw("audience") for each in chain.audiences.values() if each.number("audience_type") == kind}
    return [at for at, feed in enumerate(chain.feeds) if at and feed.audience in of_kind]


def files_in(changes: list[Sealed]) -> list[dict[str, Any]]:
    """Return the files that records name."""
    found: list[dict[str, Any]] = []
    for sealed in changes:
        for operation in sealed.change.operations:
            if operation[0] == 1 and operation[1] == "files":
                found += msgspec.msgpack.decode(cast("bytes", operation[3]))
    return found


def test_a_stranger_looks_around_with_nothing_but_the_profile(stage: Stage) -> None:
    stage.raise_curtain()
    stranger = client_of(stage)

    stranger.look_around(answer_bytes=32 * 1024, frame_bytes=8 * 1024)

    # The network is the one whose fingerprint people tell each other, and its history stands on the root's key.
    shown = stage.coordinator.status()
    assert stranger.profile.name == shown.network
    assert crockford(stranger.root[:20], 160) == shown.fingerprint.replace(" ", "")
    assert (stranger.chain.refused, stranger.chain.feeds[0].handle) == ({}, NETWORK)
    # Every shelf of `open` was followed to where the head says, through frames that are closed by marks.
    assert {stranger.shelf(at) for at in ordinals(stranger, OPEN)} == SHELVES
    frames = [frame for frame in stranger.frames if isinstance(frame, Entries)]
    assert isinstance(stranger.frames[0], Head)
    assert frames[-1].mark is None
    assert any(entries.mark for entries in stranger.seen_frames)
    open_feeds = {stranger.chain.feeds[at].handle for at in ordinals(stranger, OPEN)}
    titles = {
        crockford(sealed.change.record, 130)
        for sealed in stranger.changes
        if sealed.change.kind == "resource" and sealed.feed in open_feeds
    }
    assert titles == {record.id for record in stage.coordinator.records("resource")}
    # A file comes as an object, and opens with what its record says.
    files = files_in(stranger.changes)
    nothing = sha256(b"an object that nobody has")
    *fetched, missing = stranger.objects([*(each["object"] for each in files), nothing])
    assert missing is None
    for each, sealed_bytes in zip(files, fetched, strict=True):
        assert sealed_bytes is not None
        plain = open_parcel(sealed_bytes, key=each["key"], root=stranger.root, parcel=each["parcel"])
        assert plain[: each["size"]] == (FILES / each["name"]).read_bytes()
    # Nothing else is a stranger's to read.
    with pytest.raises(RefusedError, match="forbidden_feed"):
        stranger.pull([0, ordinals(stranger, MEMBERS)[0]])


def test_a_stranger_joins_with_a_code_and_a_real_computer_shows_what_it_wrote(stage: Stage) -> None:
    stage.raise_curtain()
    home = find(stage.coordinator, "organisation", EDITORS)
    record = crockford_number(home).to_bytes(16, "big")
    stage.editor.edit(home, "services=Written on a bus")
    stage.editor.sync()
    code = stage.coordinator.invite(home, "editor")
    stage.coordinator.sync()
    stranger = client_of(stage)
    stranger.look_around()

    member = Member(stranger, code)
    member.read_invitation()
    member.redeem("A second client")
    assert [each.code for each in stranger.receipts] == [ACCEPTED]
    assert stranger.chain.devices[member.handle].role == 2
    member.pull(ordinals(stranger, MEMBERS))

    # It reads what the real editor wrote, and writes in its place.
    (ordinal,) = {
        stranger.chain.feeds.index(feed)
        for feed in stranger.chain.feeds
        for sealed in stranger.changes
        if sealed.feed == feed.handle and sealed.change.record == record
    }
    feed = stranger.chain.feeds[ordinal]
    values = values_of(stranger.changes, feed.handle, record, "services@es")
    assert [msgspec.msgpack.decode(each) for each in values] == ["Written on a bus"]
    receipt = member.set_value(ordinal, (record, "organisation"), "services@es", "Read by a stranger")
    assert (receipt.device, receipt.number, receipt.code) == (member.handle, 1, ACCEPTED)
    assert receipt.position == feed.position
    assert member.ask(1, member.last_envelope) == receipt

    applied = stage.editor.sync()
    assert (applied.applied, applied.refused, applied.two_versions) == (1, 0, 0)
    assert stage.editor.show(home).fields["services"] == {"es": "Read by a stranger"}
    stage.coordinator.sync()
    assert stage.coordinator.show(home).fields["services"] == {"es": "Read by a stranger"}
    # And the other way round.
    stage.editor.edit(home, "services=Answered by an editor")
    stage.editor.sync()
    member.pull([ordinal])
    values = values_of(stranger.changes, feed.handle, record, "services@es")
    assert [msgspec.msgpack.decode(each) for each in values] == ["Answered by an editor"]
    # What an editor may not do, the hub refuses in a receipt, and the number is used.
    library = next(at for at in ordinals(stranger, OPEN) if stranger.shelf(at) == "library")
    refused = member.set_value(library, (record, "organisation"), "services@es", "Not here")
    assert (refused.number, refused.code, refused.reason) == (2, FORBIDDEN, "not_a_writer")
    here = Standing(stranger.chain.feeds[library].n, stranger.chain.feeds[library].digest)
    member.pull([library])
    assert here == Standing(stranger.chain.feeds[library].n, stranger.chain.feeds[library].digest)
