"""The hub's word about history: it may have more than is here, not less and nothing else, and only it can say so."""

import dataclasses
from collections.abc import Callable

import msgspec
import pytest

from haversack_sync.model.ids import NETWORK_FEED, Position
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Entry, Standing, chain, first_digest
from haversack_sync.protocol.errors import DigestError, ForkError, HubRefusal, NotOurHubError
from haversack_sync.protocol.head import HeadContext, feeds_digest, keys_digest, receipts_digest, sign_head
from haversack_sync.protocol.messages import (
    Frame,
    HeadFrame,
)
from haversack_sync.protocol.requests import request_hash
from tests.unit.haversack_sync.client.client_rig import (
    DIRECTORY,
    LIBRARY,
    ClientRig,
    Laptop,
    forced_small,
    knowing,
    rewritten,
    topic,
)


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


def test_a_hub_that_has_less_than_is_here_says_so_with_its_signature(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    younger = ClientRig()
    stranger = knowing(younger, laptop.replica.kept)

    with pytest.raises(HubRefusal) as caught:
        stranger.sync()
    assert caught.value.reason == "hub_behind"


@pytest.mark.parametrize("forged", ["smaller", "position"])
def test_nobody_but_the_hub_can_say_that_the_hub_lost_entries(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, forged: str
) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    rig.write(topic(2, "Detention"))
    forced_small(monkeypatch)

    def forge(frame: Frame) -> Frame:
        if isinstance(frame, HeadFrame) and frame.standings and forged == "smaller":
            return msgspec.structs.replace(frame, standings=((0, bytes(32)), *frame.standings[1:]))
        return msgspec.structs.replace(frame, position=1) if isinstance(frame, HeadFrame) else frame

    rewritten(laptop, forge)
    with pytest.raises(NotOurHubError):
        laptop.sync()


def show_another(rig: ClientRig, laptop: Laptop, shelf: str) -> None:
    """Do as if a laptop had been shown another history before, by a hub that had the right key."""
    kept = laptop.replica.kept
    if shelf == "network":
        other = dataclasses.replace(kept.view.standing, digest=sealing.sha256(b"another"))
        kept.view = dataclasses.replace(kept.view, standing=other)
    else:
        feed = rig.rig.world.shelves[shelf].feed
        other = dataclasses.replace(kept.standings[feed], digest=sealing.sha256(b"another"))
        kept.standings = {**kept.standings, feed: other}


@pytest.mark.parametrize("shelf", ["network", LIBRARY])
def test_another_history_of_the_same_length_is_a_fork(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, shelf: str
) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    show_another(rig, laptop, shelf)
    rig.write(topic(2, "A contact"), shelf=DIRECTORY)
    forced_small(monkeypatch)

    with pytest.raises(ForkError):
        laptop.sync()


@pytest.mark.parametrize("shelf", ["network", LIBRARY])
def test_in_a_short_answer_another_history_is_a_fork_as_well(rig: ClientRig, shelf: str) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    show_another(rig, laptop, shelf)
    asked = len(laptop.line.requests)

    with pytest.raises(ForkError):
        laptop.sync()
    assert len(laptop.line.requests) == asked + 2
    assert not laptop.line.requests[-1].changes


@pytest.mark.parametrize("is_short", [True, False])
@pytest.mark.parametrize("shelf", ["network", LIBRARY])
def test_a_longer_history_than_the_other_one_that_is_here_is_never_taken_for_a_stranger(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, shelf: str, *, is_short: bool
) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    show_another(rig, laptop, shelf)
    if shelf == "network":
        rig.rig.invite(rig.coordinator, Role.READER)
    else:
        rig.write(topic(2, "Detention"))
    if not is_short:
        forced_small(monkeypatch)
    before = dict(laptop.replica.kept.entries)

    with pytest.raises(DigestError):
        laptop.sync()
    assert laptop.replica.kept.entries == before


def test_a_short_answer_by_a_stranger_is_asked_about_once_and_no_fork(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    asked = len(laptop.line.requests)

    def forge(frame: Frame) -> Frame:
        return msgspec.structs.replace(frame, signature=bytes(64)) if isinstance(frame, HeadFrame) else frame

    rewritten(laptop, forge)
    with pytest.raises(NotOurHubError):
        laptop.sync()
    assert len(laptop.line.requests) == asked + 2


def test_a_short_answer_that_was_altered_on_its_way_costs_one_more_request(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    rig.write(topic(2, "Detention"))
    altered = iter((True,))

    def forge(frame: Frame) -> Frame:
        if isinstance(frame, HeadFrame) and next(altered, False):
            return msgspec.structs.replace(frame, stamp=frame.stamp + 1)
        return frame

    rewritten(laptop, forge)
    report = laptop.sync()

    assert report.is_complete
    assert len(laptop.replica.kept.states) == 2


def signed_again(laptop: Laptop, rig: ClientRig, change: Callable[[HeadFrame], HeadFrame]) -> None:
    """Let the hub itself say something else in its heads, with its own signature."""

    def forge(frame: Frame) -> Frame:
        if not isinstance(frame, HeadFrame):
            return frame
        new = change(frame)
        request, (body, auth) = laptop.line.requests[-1], laptop.line.bodies[-1]
        feeds = {0: NETWORK_FEED} | {cursor.ordinal: cursor.feed for cursor in laptop.replica.cursors()}
        standings = [(n, digest) for n, digest in new.standings or ()]
        if new.entries is not None:
            known = [laptop.replica.kept.view.standing, *(cursor.standing for cursor in laptop.replica.cursors())]
            for (ordinal, _), before, wire in zip(request.cursors, known, new.entries, strict=True):
                entries = [Entry(Position(e.position), e.stamp, e.flags, bytes(e.envelope)) for e in wire]
                after, _ = chain(before, entries, root=rig.rig.world.root, era=1, feed=feeds[ordinal])
                standings.append((after.n, after.digest))
        listed = [
            (feeds[ordinal], Standing(n, Position(0), digest))
            for (ordinal, _), (n, digest) in zip(request.cursors, standings, strict=True)
        ]
        context = HeadContext(
            root=rig.rig.world.root,
            request=request_hash(auth, body),
            feeds=feeds_digest(listed),
            receipts=receipts_digest(new.receipts),
            keys=keys_digest(new.stanzas, new.stanza_serial),
        )
        head = sign_head(
            context, era=new.era, position=Position(new.position), stamp=new.stamp, hub_seed=rig.rig.keys.sign_seed
        )
        return msgspec.structs.replace(new, signature=head.signature)

    rewritten(laptop, forge)


@pytest.mark.parametrize("is_long", [True, False])
def test_a_hub_that_goes_back_behind_what_it_said_is_noticed(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, *, is_long: bool
) -> None:
    laptop = rig.laptop()
    laptop.sync()
    if is_long:
        rig.write(topic(1, "Statelessness"))
        forced_small(monkeypatch)
    signed_again(laptop, rig, lambda head: msgspec.structs.replace(head, position=1))

    with pytest.raises(HubRefusal, match="hub_behind"):
        laptop.sync()


def test_a_hub_that_takes_entries_of_one_feed_back_is_noticed(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = rig.laptop()
    laptop.sync()
    rig.write(topic(2, "A contact"), shelf=DIRECTORY)
    forced_small(monkeypatch)
    empty = (0, first_digest(rig.rig.world.root, rig.rig.world.shelves[LIBRARY].feed))

    def take_back(head: HeadFrame) -> HeadFrame:
        network, _, *others = head.standings or ()
        return msgspec.structs.replace(head, standings=(network, empty, *others))

    signed_again(laptop, rig, take_back)
    with pytest.raises(HubRefusal, match="hub_behind"):
        laptop.sync()


@pytest.mark.parametrize("is_long", [True, False])
def test_entries_that_lie_behind_the_head_are_refused(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, *, is_long: bool
) -> None:
    laptop = rig.laptop()
    laptop.sync()
    rig.write(topic(1, "Statelessness"))
    if is_long:
        forced_small(monkeypatch)
    signed_again(laptop, rig, lambda head: msgspec.structs.replace(head, position=head.position - 1))

    with pytest.raises(DigestError):
        laptop.sync()
    assert not list(rig.numbers(laptop))
