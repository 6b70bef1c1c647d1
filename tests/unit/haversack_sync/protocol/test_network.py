"""The history of trust: every signature is checked, and nothing is taken that an honest hub cannot have accepted."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority_draft import AuthorityDraft
from haversack_sync.model.ids import FeedId, ObjectId, Position
from haversack_sync.model.roles import Role
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import SEALED, parse_envelope, sign_clear
from haversack_sync.protocol.errors import (
    DigestError,
    ForkError,
    ProtocolError,
    ReplayedError,
    SignatureError,
    UnknownSignerError,
    UnknownSuiteError,
    WireError,
)
from haversack_sync.protocol.network import (
    KeyPurpose,
    decode_network_body,
    empty_view,
    follow,
    follow_signed,
    rebuild,
    verify_network_envelope,
)
from haversack_sync.protocol.network_places import check_seen
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import (
    ALPHA,
    MEMBERS,
    Author,
    SmallNetwork,
    clear_envelope,
    founded,
    secret,
)

UNKNOWN = msgspec.msgpack.encode([99, "of a later version"])


def with_ben() -> SmallNetwork:
    network = founded()
    network.says("ana", network.invite("paper"))
    network.says("ben", network.redeem("paper", by="ben"))
    return network


def test_a_network_is_followed_from_its_founding() -> None:
    network = with_ben()

    view, followed = follow(empty_view(network.root), network.entries)

    assert view == network.view
    assert [each.refused for each in followed] == [None] * len(network.entries)
    assert [type(each.body).__name__ for each in followed[:3]] == ["Found", "CoordinatorAdd", "HubKey"]
    assert followed[-1].envelope.header.device == network["ben"].handle
    assert view.standing.n == len(network.entries) == view.authority.count
    assert len(view.digests) == view.standing.n + 1
    assert view.positions == tuple(entry.position for entry in network.entries)
    assert view.seen == (view.standing.n, view.standing.digest[:16])
    assert set(view.authority.devices) == {network["ana"].handle, network["ben"].handle}


@pytest.mark.parametrize("cut", range(12))
def test_however_the_feed_is_cut_into_frames_the_same_view_comes_out(cut: int) -> None:
    network = with_ben()
    first, _ = follow(empty_view(network.root), network.entries[:cut])

    whole, _ = follow(first, network.entries[cut:])

    assert whole == network.view


def test_a_view_is_rebuilt_from_the_entries_that_were_kept() -> None:
    network = with_ben()
    network.says("ben", bodies.AddOrganisation(b"refused "))
    network.says("ana", UNKNOWN)

    assert rebuild(network.root, network.entries) == network.view
    assert rebuild(network.root, [], era=2) == empty_view(network.root, era=2)


def test_the_count_at_a_position_is_that_of_the_entries_before_it() -> None:
    network = founded()
    entries = [replace(entry, position=Position(3 * entry.position)) for entry in network.entries[:1]]
    first, _ = follow(empty_view(network.root), entries)

    assert [first.count_before(position) for position in (1, 3, 4, 2**63)] == [0, 0, 1, 1]
    assert [network.view.count_before(n) for n in (1, 2, 5)] == [0, 1, 4]
    assert network.view.count_before(network.view.standing.position + 1) == network.view.standing.n
    assert empty_view(network.root).count_before(7) == 0


def test_an_entry_that_the_rules_refuse_is_kept_and_changes_nothing() -> None:
    network = with_ben()
    before = network.view.authority

    assert network.says("ben", bodies.AddOrganisation(b"refused ")) == "only_coordinators"
    assert network.view.authority == before
    assert network.view.standing.n == before.count + 1


def test_an_entry_of_an_unknown_type_is_kept_and_freezes_what_comes_after_it() -> None:
    network = founded()

    assert network.says("ana", UNKNOWN) is None
    position = network.view.standing.position
    assert network.view.authority.rules_before(position) == 1
    assert network.view.authority.rules_before(position + 1) == 0


def test_the_signature_of_an_unknown_entry_is_checked_all_the_same() -> None:
    network = founded()
    envelope = network.envelope("ana", UNKNOWN)

    with pytest.raises(SignatureError):
        network.attempt(envelope[:-1] + bytes((envelope[-1] ^ 1,)))
    with pytest.raises(UnknownSignerError, match="unknown_device"):
        network.attempt(network.envelope("nobody", UNKNOWN))


EVERY: dict[str, Callable[[SmallNetwork], bytes]] = {
    "rules": lambda network: network.envelope("ana", bodies.Rules(1, (1,))),
    "organisation": lambda network: network.envelope("ana", bodies.AddOrganisation(b"org-beta")),
    "audience": lambda network: network.envelope("ana", bodies.AddAudience(b"another ", 2, b"", (4,))),
    "feed": lambda network: network.envelope("ana", bodies.AddFeed(b"training", MEMBERS, 1, b"label")),
    "epoch": lambda network: network.envelope("ana", network.epoch(MEMBERS, 2)),
    "invite": lambda network: network.envelope("ana", network.invite("paper 2")),
    "grant": lambda network: network.envelope(
        "ana", bodies.Grant(network["ben"].handle, Role.EDITOR, ALPHA, (MEMBERS,))
    ),
    "redeem": lambda network: network.envelope("dua", network.redeem("paper", by="dua")),
    "hub-key": lambda network: network.envelope(
        "root",
        bodies.HubKey(
            network["hub 2"].sign_key,
            network["hub 2"].box_key,
            network["hub 2"].possession(network.root, KeyPurpose.HUB),
        ),
    ),
    "coordinator-add": lambda network: network.envelope(
        "root",
        bodies.CoordinatorAdd(network["cem"].sign_key, network["cem"].box_key, network["cem"].possession(network.root)),
    ),
    "unknown": lambda network: network.envelope("ana", UNKNOWN),
}


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
def test_every_flipped_byte_and_every_cut_of_an_entry_is_refused(make: Callable[[SmallNetwork], bytes]) -> None:
    network = with_ben()
    envelope = make(network)
    network.attempt(envelope)

    for bad in [*every_flipped_byte(envelope), *every_cut(envelope)]:
        with pytest.raises(ProtocolError):
            network.attempt(bad)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "redeem"])
def test_an_entry_signed_by_somebody_else_in_the_name_of_its_author_is_refused(name: str) -> None:
    network = with_ben()
    good = parse_envelope(EVERY[name](network))

    forged = sign_clear(good.header, good.content, root=network.root, signing_seed=network["ben"].sign_seed)

    with pytest.raises(SignatureError):
        network.attempt(forged)


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
def test_an_entry_of_another_network_is_refused(make: Callable[[SmallNetwork], bytes]) -> None:
    network = with_ben()
    good = parse_envelope(make(network))
    author = next(each for each in network.authors.values() if each.handle == good.header.device)

    foreign = sign_clear(good.header, good.content, root=secret("another network"), signing_seed=author.sign_seed)

    with pytest.raises(SignatureError):
        network.attempt(foreign)


def test_a_founding_by_another_root_is_another_network() -> None:
    network = SmallNetwork()
    eve = Author("eve")
    found = clear_envelope(
        eve, bodies.Found(eve.sign_key, MEMBERS, bytes(32)), root=network.root, seen=network.view.seen
    )

    with pytest.raises(SignatureError, match="another network"):
        network.attempt(found)


def test_before_the_founding_nobody_is_known() -> None:
    network = SmallNetwork()

    for name in ("root", "ana"):
        with pytest.raises(UnknownSignerError) as caught:
            network.attempt(network.envelope(name, bodies.Rules(1, (1,))))
        assert (caught.value.kind, caught.value.reason) == ("unknown_signer", "unknown_device")


def test_an_invitation_whose_terms_cannot_be_read_is_authentic_and_refused() -> None:
    network = founded()

    assert network.says("ana", bodies.Invite(b"\xc1", bytes(32))) == "bad_invitation"


def test_an_entry_is_clear_in_the_network_feed_without_epoch_and_refs() -> None:
    network = founded()
    ana, content = network["ana"], bodies.encode_body(bodies.AddOrganisation(b"org-beta"))
    good = parse_envelope(network.envelope("ana", content)).header
    bad = [
        replace(good, feed=FeedId(b"library ")),
        replace(good, epoch=1),
        replace(good, refs=(ObjectId(bytes(32)),)),
    ]
    for header in bad:
        envelope = sign_clear(header, content, root=network.root, signing_seed=ana.sign_seed)
        with pytest.raises(WireError, match="not a network entry"):
            network.attempt(envelope)
    sealed = network.change("ana", content, feed=good.feed)
    assert parse_envelope(sealed).header.form == SEALED
    with pytest.raises(WireError, match="not a network entry"):
        network.attempt(sealed)


@pytest.mark.parametrize("content", [b"\xc1", b"\x90", b"\x92\x05\xc4\x07seven  "])
def test_a_malformed_entry_stops_the_feed(content: bytes) -> None:
    network = founded()
    envelope = network.envelope("ana", content)

    with pytest.raises(WireError, match="malformed"):
        network.attempt(envelope)
    with pytest.raises(WireError, match="malformed"):
        decode_network_body(parse_envelope(envelope))
    with pytest.raises(WireError):
        rebuild(network.root, [*network.entries, network.entry(envelope)])


def test_an_entry_of_a_later_suite_stops_the_feed_until_the_program_is_newer() -> None:
    network = founded()
    envelope = network.envelope("ana", UNKNOWN)

    with pytest.raises(UnknownSuiteError):
        network.attempt(b"\x02" + envelope[1:])


def test_a_genuine_entry_that_is_shown_again_is_refused() -> None:
    network = with_ben()
    ben = network["ben"]
    wide = bodies.Grant(ben.handle, Role.FOCAL_POINT, ALPHA, (MEMBERS,))
    network.says("ana", wide)
    shown_again = network.entries[-1].envelope
    network.says("ana", bodies.Grant(ben.handle, Role.READER, ALPHA, ()))

    with pytest.raises(ReplayedError):
        network.attempt(shown_again)
    with pytest.raises(ReplayedError):
        network.attempt(network.entries[-1].envelope)
    for old in network.entries:
        with pytest.raises(ProtocolError):
            network.attempt(old.envelope)


def test_the_entries_of_one_key_keep_their_order() -> None:
    network = founded()
    ana = network["ana"]
    first = ana.made(network.envelope("ana", bodies.AddOrganisation(b"org-beta")))
    second = ana.made(network.envelope("ana", bodies.AddOrganisation(b"org-gamm")))

    view, _ = follow(network.view, [network.entry(second)])

    with pytest.raises(ReplayedError):
        follow(view, [replace(network.entry(first), position=Position(99))])


def test_a_key_may_leave_numbers_out_for_its_entries_elsewhere() -> None:
    network = founded()
    network["ana"].number += 7

    assert network.says("ana", bodies.AddOrganisation(b"org-beta")) is None


def test_an_author_who_saw_another_history_or_more_than_there_is_stops_the_feed() -> None:
    network = founded()
    n, digest = network.view.seen
    for seen in ((n, bytes(16)), (n - 1, digest), (n + 1, digest), (2**63 - 1, digest)):
        envelope = clear_envelope(network["ana"], UNKNOWN, root=network.root, seen=seen)
        with pytest.raises(ForkError):
            network.attempt(envelope)


def test_another_history_is_an_alarm_only_where_the_hub_signed_it() -> None:
    network = founded()
    envelope = clear_envelope(network["ana"], UNKNOWN, root=network.root, seen=(network.view.standing.n, bytes(16)))
    entry = Entry(Position(network.view.standing.position + 1), 1, 0, envelope)

    def unsigned() -> None:
        raise DigestError("not what the hub signed")

    with pytest.raises(ForkError):
        follow_signed(network.view, [entry], lambda: None)
    with pytest.raises(DigestError):
        follow_signed(network.view, [entry], unsigned)


def test_an_author_may_have_seen_less() -> None:
    network = founded()
    for count, digest in enumerate(network.view.digests):
        network.attempt(clear_envelope(network["ana"], UNKNOWN, root=network.root, seen=(count, digest)))


def test_within_one_frame_an_author_cannot_have_seen_what_comes_later() -> None:
    network = founded()
    later = with_ben()
    entries = later.entries[network.view.standing.n :]
    moved = clear_envelope(network["ana"], UNKNOWN, root=network.root, seen=later.view.seen)

    with pytest.raises(ForkError):
        follow(network.view, [Entry(entries[0].position, 1, 0, moved), *entries[1:]])


def test_a_change_to_content_is_held_against_the_same_history() -> None:
    network = founded()
    envelope = parse_envelope(network.change("ana", b"text"))

    check_seen(envelope, network.view.digests, limit=network.view.standing.n)
    with pytest.raises(ForkError):
        check_seen(envelope, network.view.digests, limit=network.view.standing.n - 1)


def test_positions_grow() -> None:
    network = founded()
    entry = network.entry(network.envelope("ana", UNKNOWN))

    with pytest.raises(DigestError):
        follow(network.view, [replace(entry, position=network.view.standing.position)])
    with pytest.raises(DigestError):
        rebuild(network.root, [*network.entries, replace(entry, position=Position(1))])


def test_a_bad_entry_leaves_the_view_as_it_was() -> None:
    network = with_ben()
    before = network.view
    snapshot = rebuild(network.root, network.entries)
    good, bad = network.envelope("ana", network.epoch(MEMBERS, 2)), network.envelope("nobody", UNKNOWN)

    with pytest.raises(UnknownSignerError):
        follow(before, [network.entry(good), replace(network.entry(bad), position=Position(99))])

    assert before == snapshot


def test_the_hub_checks_an_envelope_with_the_same_function() -> None:
    network = founded()
    envelope = parse_envelope(network.envelope("ana", bodies.AddOrganisation(b"org-beta")))

    body = verify_network_envelope(AuthorityDraft(network.view.authority), envelope, root=network.root)

    assert body == bodies.AddOrganisation(b"org-beta")
