"""Replaying one entry: every reason why it has no effect or must wait, in the order of the checks."""

import dataclasses

import msgspec
import pytest

from haversack_sync.client.replay import Opened, Outcome, Replayed, open_entry, replay
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model import policy
from haversack_sync.model.authority import Feed, RulesSpan
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, Position
from haversack_sync.model.operations import Change, Create, Retire, Set, encode_change
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import Role
from haversack_sync.protocol import dictionaries, dictionary_2, sealing
from haversack_sync.protocol import envelope as envelope_module
from haversack_sync.protocol.body import pack_body
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import ForkError
from haversack_sync.protocol.network import NetworkView
from tests.simulation.world import Author
from tests.unit.haversack_sync.client.client_rig import DIRECTORY, LIBRARY, ClientRig, record_id, topic

LATER = Position(1_000)


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


def judged(
    rig: ClientRig,
    envelope: bytes,
    *,
    shelf: str = LIBRARY,
    position: Position = LATER,
    view: NetworkView | None = None,
    before: RecordState | None = None,
    key: bytes | None = None,
    has_key: bool = True,
) -> Replayed:
    """Replay an envelope as an entry of a shelf, as a laptop would."""
    world = rig.rig.world
    known = view or world.view
    feed, where = known.authority.feeds[world.shelves[shelf].feed], world.shelves[shelf]

    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        assert (audience, epoch) == (where.audience, where.epoch)
        return (key or where.key) if has_key else None

    entry = Entry(position, 0, 0, envelope)
    opened = open_entry(known, feed, entry, parse_envelope(envelope), key_of=key_of)
    return replay(known, feed, opened, before) if isinstance(opened, Opened) else opened


def by_coordinator(rig: ClientRig, plain: bytes, shelf: str = LIBRARY) -> bytes:
    """Seal a change of the coordinator."""
    return rig.rig.world.content(rig.rig.world.coordinator, shelf, plain)


def enrolled(rig: ClientRig, role: Role) -> Author:
    """Enrol one more device."""
    return rig.rig.enrol(rig.coordinator, role).signer


def test_a_change_that_is_allowed_makes_a_record(rig: ClientRig) -> None:
    result = judged(rig, by_coordinator(rig, topic(1, "Statelessness")))

    assert result.outcome is Outcome.APPLIED
    assert result.state is not None
    assert result.state.shown("name@en") == "Statelessness"
    assert result.state.created_at == LATER


def test_entries_of_nobody_have_no_effect(rig: ClientRig) -> None:
    world = rig.rig.world
    stranger = world.content(world.author(), LIBRARY, topic(1, "Statelessness"))

    assert judged(rig, stranger) == Replayed(Outcome.REFUSED, "not_authentic")


def test_an_entry_of_one_shelf_has_no_effect_in_another(rig: ClientRig) -> None:
    elsewhere = by_coordinator(rig, topic(1, "Statelessness"), DIRECTORY)

    assert judged(rig, elsewhere, shelf=LIBRARY) == Replayed(Outcome.REFUSED, "not_authentic")


def test_an_open_entry_of_authority_has_no_effect_among_content(rig: ClientRig) -> None:
    world = rig.rig.world
    clear = world.clear(world.coordinator, bodies.Rules(1, (1,)))

    assert judged(rig, clear).reason == "not_authentic"


def test_a_forged_signature_has_no_effect(rig: ClientRig) -> None:
    envelope = by_coordinator(rig, topic(1, "Statelessness"))
    forged = envelope[:-1] + bytes((envelope[-1] ^ 1,))

    assert judged(rig, forged) == Replayed(Outcome.REFUSED, "not_authentic")


def test_who_may_not_write_at_that_position_writes_nothing(rig: ClientRig) -> None:
    reader = enrolled(rig, Role.READER)
    envelope = rig.rig.world.content(reader, DIRECTORY, topic(1, "Statelessness"))

    assert judged(rig, envelope, shelf=DIRECTORY) == Replayed(Outcome.REFUSED, "not_a_writer")


def test_what_a_device_wrote_before_it_was_enrolled_has_no_effect(rig: ClientRig) -> None:
    editor = enrolled(rig, Role.EDITOR)
    view = rig.rig.world.view
    since = view.authority.devices[editor.handle].now.since
    seen = view.count_before(since), view.digests[view.count_before(since)]
    envelope = rig.rig.world.content(editor, DIRECTORY, topic(1, "Statelessness"), seen=seen)

    assert judged(rig, envelope, shelf=DIRECTORY, position=since).reason == "not_a_writer"
    assert judged(rig, envelope, shelf=DIRECTORY, position=Position(since + 1)).reason != "not_a_writer"


def granted(view: NetworkView, device: DeviceId, role: Role, since: Position) -> NetworkView:
    """Return the network in which a device got another role."""
    known = view.authority.devices[device]
    span = dataclasses.replace(known.now, role=role, since=since)
    changed = dataclasses.replace(known, spans=(*known.spans, span))
    authority = dataclasses.replace(view.authority, devices={**view.authority.devices, device: changed})
    return dataclasses.replace(view, authority=authority)


def test_entries_before_a_right_was_taken_away_stand_and_later_ones_do_not(rig: ClientRig) -> None:
    editor = enrolled(rig, Role.EDITOR)
    world = rig.rig.world
    envelope = world.content(editor, DIRECTORY, topic(1, "Statelessness"))
    view = granted(world.view, editor.handle, Role.READER, Position(500))

    assert judged(rig, envelope, shelf=DIRECTORY, position=Position(500), view=view).reason != "not_a_writer"
    assert judged(rig, envelope, shelf=DIRECTORY, position=Position(501), view=view).reason == "not_a_writer"


@pytest.mark.parametrize("seen", ["more", "other"])
def test_an_author_who_saw_another_history_is_a_fork(rig: ClientRig, seen: str) -> None:
    world = rig.rig.world
    count, digest = world.view.seen
    other = (count + 1, digest) if seen == "more" else (count, sealing.sha256(b"other")[:16])
    envelope = world.content(world.coordinator, LIBRARY, topic(1, "Statelessness"), seen=other)

    with pytest.raises(ForkError):
        judged(rig, envelope)


def test_an_author_who_saw_more_than_there_was_at_the_entrys_position_is_a_fork(rig: ClientRig) -> None:
    """The history is the right one, but it was not there yet: the hub put the entry where it cannot have been."""
    world = rig.rig.world
    envelope = by_coordinator(rig, topic(1, "Statelessness"))
    last = world.view.positions[-1]

    assert judged(rig, envelope, position=Position(last + 1)).outcome is Outcome.APPLIED
    with pytest.raises(ForkError):
        judged(rig, envelope, position=last)


def test_what_an_author_saw_is_not_looked_at_before_the_signature(rig: ClientRig) -> None:
    """A byte that a courier altered must never raise an alarm."""
    world = rig.rig.world
    other = (world.view.standing.n, sealing.sha256(b"other")[:16])
    envelope = world.content(world.coordinator, LIBRARY, topic(1, "Statelessness"), seen=other)

    assert judged(rig, envelope[:-1] + bytes((envelope[-1] ^ 1,))).reason == "not_authentic"


def test_a_missing_key_holds(rig: ClientRig) -> None:
    result = judged(rig, by_coordinator(rig, topic(1, "Statelessness")), has_key=False)

    assert result == Replayed(Outcome.HELD, "missing_key")


def test_newer_rules_hold_even_where_the_key_is_missing(rig: ClientRig) -> None:
    world = rig.rig.world
    envelope = by_coordinator(rig, topic(1, "Statelessness"))
    newer = dataclasses.replace(world.view.authority, rules=())
    view = dataclasses.replace(world.view, authority=newer)

    assert judged(rig, envelope, view=view, has_key=False) == Replayed(Outcome.HELD, "newer_rules")


def test_a_seal_that_does_not_open_has_no_effect(rig: ClientRig) -> None:
    envelope = by_coordinator(rig, topic(1, "Statelessness"))

    assert judged(rig, envelope, key=bytes(32)).reason == "seal_broken"


def packed_with(rig: ClientRig, monkeypatch: pytest.MonkeyPatch, number: int) -> bytes:
    """Seal a change whose body names another dictionary."""

    def bend(plain: bytes, *, newest_dictionary: int) -> bytes:
        return bytes((number,)) + pack_body(plain, newest_dictionary=newest_dictionary)[1:]

    with monkeypatch.context() as patch:
        patch.setattr(envelope_module, "pack_body", bend)
        return by_coordinator(rig, topic(1, "Statelessness"))


def test_a_dictionary_that_the_rules_do_not_know_has_no_effect_for_anybody(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise one byte of one editor would stop everybody's feed until a program comes that never comes."""
    envelope = packed_with(rig, monkeypatch, 3)
    assert judged(rig, envelope) == Replayed(Outcome.REFUSED, "unknown_compression")

    # A program that has one under this number says the same, as long as the rules are the old ones.
    monkeypatch.setitem(dictionaries._BYTES, 3, dictionary_2.DATA)
    monkeypatch.setitem(dictionaries.SHA256, 3, dictionaries.SHA256[2])
    assert judged(rig, envelope) == Replayed(Outcome.REFUSED, "unknown_compression")


def test_newer_rules_with_a_newer_dictionary_hold_and_a_newer_program_reads_them(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = rig.rig.world
    envelope = packed_with(rig, monkeypatch, 3)

    def under(version: int) -> NetworkView:
        rules = (*world.view.authority.rules, RulesSpan(world.view.positions[-1], version))
        return dataclasses.replace(world.view, authority=dataclasses.replace(world.view.authority, rules=rules))

    # This is how a program that does not know the rules keeps them.
    assert judged(rig, envelope, view=under(0)) == Replayed(Outcome.HELD, "newer_rules")

    monkeypatch.setitem(dictionaries._BYTES, 3, dictionary_2.DATA)
    monkeypatch.setitem(dictionaries.SHA256, 3, dictionaries.SHA256[2])
    monkeypatch.setitem(dictionaries._NEWEST_BY_RULES, 2, 3)
    monkeypatch.setattr(policy, "KNOWN_RULES", frozenset({1, 2}))
    dictionaries.dictionary.cache_clear()
    assert judged(rig, envelope, view=under(2)).outcome is Outcome.APPLIED
    dictionaries.dictionary.cache_clear()


@pytest.mark.parametrize("there", [b"", b"another dictionary"])
def test_a_program_without_its_dictionary_waits_and_with_it_goes_on(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, there: bytes
) -> None:
    envelope = by_coordinator(rig, topic(1, "Statelessness"))
    with monkeypatch.context() as patch:
        patch.setitem(dictionaries._BYTES, 2, there)
        dictionaries.dictionary.cache_clear()
        assert judged(rig, envelope) == Replayed(Outcome.HELD, "missing_dictionary")
        dictionaries.dictionary.cache_clear()

    assert judged(rig, envelope).outcome is Outcome.APPLIED


def test_what_is_no_change_has_no_effect(rig: ClientRig) -> None:
    assert judged(rig, by_coordinator(rig, b"hello")).reason == "bad_change"


def test_the_rules_of_that_position_judge(rig: ClientRig) -> None:
    ahead = msgspec.structs.replace(Change(2, record_id(1), "topic", (Create(),)))
    editor = enrolled(rig, Role.EDITOR)
    foreign = rig.rig.world.content(editor, DIRECTORY, topic(1, "Statelessness"))

    assert judged(rig, by_coordinator(rig, encode_change(ahead))).reason == "rules_ahead"
    assert judged(rig, foreign, shelf=DIRECTORY).reason == "kind_may_not_write"


def test_rules_that_this_program_lacks_hold_what_they_judge(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    envelope = by_coordinator(rig, topic(1, "Statelessness"))
    monkeypatch.setattr("haversack_sync.model.policy.KNOWN_RULES", frozenset({2}))

    result = judged(rig, envelope)

    assert (result.outcome, result.reason) == (Outcome.HELD, "unknown_rules")
    assert result.change is not None


def test_an_edit_of_a_record_that_is_not_there_has_no_effect(rig: ClientRig) -> None:
    missing = encode_change(Change(1, record_id(9), "topic", (Retire(),)))

    assert judged(rig, by_coordinator(rig, missing)).reason == "missing_record"


def test_a_change_that_would_break_a_limit_of_the_record_has_no_effect(rig: ClientRig) -> None:
    state = judged(rig, by_coordinator(rig, topic(1, "name 0"))).state
    other = value_hash(encode("never there"))
    for number in range(1, 16):
        rename = Change(1, record_id(1), "topic", (Set("name@en", (other,), encode(f"name {number}")),))
        state = judged(rig, by_coordinator(rig, encode_change(rename)), before=state).state
    last = Change(1, record_id(1), "topic", (Set("name@en", (other,), encode("one more")),))

    result = judged(rig, by_coordinator(rig, encode_change(last)), before=state)

    assert (result.outcome, result.reason) == (Outcome.REFUSED, "too_many_versions")


def test_a_feed_of_another_handle_is_not_this_one(rig: ClientRig) -> None:
    world = rig.rig.world
    where = world.shelves[LIBRARY]
    feed = Feed(where.ordinal, FeedId(b"8 bytes!"), where.audience, where.epoch, b"")
    envelope = by_coordinator(rig, topic(1, "Statelessness"))

    result = open_entry(
        world.view, feed, Entry(LATER, 0, 0, envelope), parse_envelope(envelope), key_of=lambda *_: where.key
    )

    assert result == Replayed(Outcome.REFUSED, "not_authentic")
