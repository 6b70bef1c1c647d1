"""Merging, case by case; the random histories are in `test_merge_histories`."""

import pytest

from haversack_sync.model.canonical import ABSENT, ABSENT_HASH, encode
from haversack_sync.model.ids import Position
from haversack_sync.model.merge import Projection, RefusedError, Waiting, apply, project
from haversack_sync.model.operations import (
    Add,
    Create,
    Operation,
    Remove,
    Restore,
    Retire,
    Set,
    UnknownOperation,
)
from haversack_sync.model.record import WAITING, Life, Member, RecordState, Version
from tests.unit.haversack_sync.model.makers import AMAL, BEN, FEED, RECORD, after, change, put, raw, record, values


def _refused(state: RecordState | None, *operations: Operation | UnknownOperation, kind: str = "organisation") -> str:
    with pytest.raises(RefusedError) as caught:
        after(state, change(*operations, kind=kind))
    assert caught.value.kind == "refused"
    return caught.value.reason


def test_a_create_makes_a_record_with_its_author_and_position() -> None:
    state = apply(
        None, change(Create(), put("name@en", "Shelter")), feed=FEED, device=AMAL, number=7, position=Position(31)
    )

    assert (state.feed, state.id, state.kind, state.life) == (FEED, RECORD, "organisation", Life.ALIVE)
    assert (state.created_by, state.created_number, state.created_at) == (AMAL, 7, 31)
    (version,) = state.versions("name@en")
    assert version == Version(encode("Shelter"), version.value_hash, AMAL, 7, Position(31))


def test_an_edit_of_what_is_still_there_replaces_it() -> None:
    state = after(record({"type": "ngo"}), change(put("type", "legal_aid", "ngo")))

    assert values(state, "type") == [raw("legal_aid")]


def test_the_same_edit_twice_is_nothing() -> None:
    once = after(record({"type": "ngo"}), change(put("type", "legal_aid", "ngo")))

    assert after(once, change(put("type", "legal_aid", "ngo")), device=BEN) is once


def test_two_edits_of_one_group_are_both_kept_and_the_first_accepted_is_shown() -> None:
    state = after(
        record({"type": "ngo"}), change(put("type", "legal_aid", "ngo")), change(put("type", "academic", "ngo"))
    )

    assert values(state, "type") == [raw("legal_aid"), raw("academic")]
    assert state.shown("type") == "legal_aid"
    assert state.has_two_versions


def test_edits_of_different_groups_both_apply_and_nobody_has_to_choose() -> None:
    state = after(
        record({"type": "ngo", "level": "local"}),
        change(put("type", "legal_aid", "ngo")),
        change(put("level", "national", "local")),
    )

    assert (state.shown("type"), state.shown("level")) == ("legal_aid", "national")
    assert not state.has_two_versions


def test_two_edits_offline_while_another_was_accepted_leave_two_versions_and_no_ghost() -> None:
    state = after(
        record({"type": "V0"}),
        change(put("type", "X", "V0")),
        change(put("type", "V1", "V0")),
        change(put("type", "V5", "V1")),
    )

    assert values(state, "type") == [raw("X"), raw("V5")]


def test_a_value_that_goes_away_and_comes_back_is_one_version() -> None:
    state = after(record({"type": "V0"}), change(put("type", "V1", "V0")), change(put("type", "V0", "V1")))

    assert values(state, "type") == [raw("V0")]


def test_a_resolution_replaces_all_that_the_person_saw() -> None:
    two = after(record({"type": "V0"}), change(put("type", "A", "V0")), change(put("type", "B", "V0")))

    assert values(after(two, change(put("type", "C", "A", "B"))), "type") == [raw("C")]


def test_a_chosen_version_keeps_its_author() -> None:
    start = after(record({"type": "V0"}), change(put("type", "A", "V0")))
    two = after(start, change(put("type", "B", "V0")), device=BEN, position=8)

    chosen = after(two, change(put("type", "B", "A", "B")), position=9)

    assert [(version.value, version.device) for version in chosen.versions("type")] == [(raw("B"), BEN)]


def test_a_third_version_that_arrives_while_two_are_resolved_stays_behind_the_resolution() -> None:
    three = after(
        record({"type": "V0"}),
        change(put("type", "A", "V0")),
        change(put("type", "X", "V0")),
        change(put("type", "B", "V0")),
    )

    assert values(after(three, change(put("type", "C", "A", "B"))), "type") == [raw("C"), raw("X")]
    assert values(after(three, change(put("type", "B", "A"))), "type") == [raw("B"), raw("X")]
    assert values(after(three, change(put("type", "A", "B"))), "type") == [raw("A"), raw("X")]


def test_two_people_who_resolve_differently_make_two_new_versions() -> None:
    two = after(record({"type": "V0"}), change(put("type", "A", "V0")), change(put("type", "B", "V0")))

    state = after(two, change(put("type", "C", "A", "B")), change(put("type", "D", "A", "B")))

    assert values(state, "type") == [raw("C"), raw("D")]


def test_a_removal_is_a_version_too() -> None:
    removed = after(record({"type": "ngo"}), change(put("type", None, "ngo")))
    two = after(removed, change(put("type", "academic", "ngo")))

    assert removed.shown("type") is None
    assert values(two, "type") == [ABSENT, raw("academic")]
    assert values(after(two, change(Set("type", (ABSENT_HASH, *two_hashes(two)), ABSENT))), "type") == [ABSENT]


def two_hashes(state: RecordState) -> list[bytes]:
    return [version.value_hash for version in state.versions("type") if version.value]


def test_a_removed_value_can_be_set_again_as_if_it_had_never_been() -> None:
    removed = after(record({"type": "ngo"}), change(put("type", None, "ngo")))

    assert values(after(removed, change(put("type", "network"))), "type") == [raw("network")]


def test_removing_what_was_never_there_says_nothing() -> None:
    state = record({"type": "ngo"})

    assert after(state, change(put("level", None))) is state


def test_an_edit_whose_base_never_arrived_is_simply_there() -> None:
    assert values(after(record({}), change(put("type", "B", "A"))), "type") == [raw("B")]


def test_the_old_state_is_not_touched() -> None:
    old = record({"type": "ngo"}, {"topics": ["a"]})
    kept = (dict(old.groups), {name: dict(members) for name, members in old.sets.items()})

    after(old, change(put("type", "other", "ngo"), Add("topics", raw("b")), Remove("topics", raw("a"))))

    assert (old.groups, old.sets) == kept


def test_the_last_word_on_an_element_wins_and_the_first_who_added_it_stays_named() -> None:
    state = after(record({}, {"topics": ["a", "b"]}), change(Add("topics", raw("a"))), device=BEN, position=5)
    assert state.sets["topics"][raw("a")] == Member(AMAL, 0, Position(1))

    removed = after(state, change(Remove("topics", raw("a"))))
    again = after(removed, change(Add("topics", raw("a"))), device=BEN, position=9)

    assert removed.elements("topics") == (raw("b"),)
    assert again.elements("topics") == (raw("b"), raw("a"))
    assert again.sets["topics"][raw("a")] == Member(BEN, 0, Position(9))


def test_a_set_without_elements_is_no_set() -> None:
    state = after(
        record({}, {"topics": ["a"]}),
        change(Remove("topics", raw("a")), Add("topics", raw("b")), Remove("topics", raw("b"))),
    )

    assert state.sets == {}
    assert after(state, change(Remove("topics", raw("b")))) is state


def test_a_second_create_of_the_same_record_merges_by_value() -> None:
    first = record({"type": "ngo", "level": "local"})

    state = after(first, change(Create(), put("type", "ngo"), put("level", "national")), device=BEN)

    assert values(state, "type") == [raw("ngo")]
    assert values(state, "level") == [raw("local"), raw("national")]
    assert state.created_by == AMAL
    assert after(first, change(Create(), put("type", "ngo"))) is first


def test_a_retired_record_that_is_edited_is_marked_and_stays_retired() -> None:
    retired = after(record({"type": "ngo"}), change(Retire()))
    assert after(retired, change(Retire())) is retired

    for operation in (put("type", "ngo", "V0"), Add("topics", raw("a")), Remove("topics", raw("a"))):
        marked = after(retired, change(operation))
        assert marked.is_retired
        assert marked.edited_after_retired

    created = after(retired, change(Create()), change(Create(), put("type", "other")))
    assert (created.is_retired, created.edited_after_retired) == (True, True)


def test_only_a_restore_revives_and_it_takes_the_mark_away() -> None:
    alive = record({"type": "ngo"})
    marked = after(alive, change(Retire()), change(put("type", "other", "ngo")))

    restored = after(marked, change(Restore()))

    assert (restored.is_retired, restored.edited_after_retired) == (False, False)
    assert restored.shown("type") == "other"
    assert after(alive, change(Restore())) is alive


def test_an_edit_of_a_missing_record_is_refused() -> None:
    assert _refused(None, put("type", "ngo")) == "missing_record"
    assert _refused(None, Retire()) == "missing_record"


def test_the_first_create_fixes_the_kind() -> None:
    assert _refused(record({}), Create(), kind="contact") == "kind_mismatch"
    assert _refused(record({}), put("type", "ngo"), kind="contact") == "kind_mismatch"


def test_a_change_with_an_unknown_operation_does_nothing_at_all() -> None:
    assert _refused(record({}), put("type", "ngo"), UnknownOperation(9, b"\x91\x09")) == "unknown_operation"


def test_sixteen_versions_are_kept_and_a_seventeenth_is_refused() -> None:
    state = after(record({"type": "V"}), *(change(put("type", f"V{number}", "gone")) for number in range(15)))

    assert len(state.versions("type")) == 16
    assert _refused(state, put("type", "one more", "gone")) == "too_many_versions"


def test_two_hundred_elements_are_kept_and_one_more_is_refused() -> None:
    state = record({}, {"topics": list(range(200))})

    assert len(state.elements("topics")) == 200
    assert _refused(state, Add("topics", raw(200))) == "too_many_elements"
    assert len(after(state, change(Remove("topics", raw(0)), Add("topics", raw(200)))).elements("topics")) == 200


def _tags(count: int) -> list[str]:
    return [f"a{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(count)]


def test_sixty_languages_of_a_text_are_kept_and_one_more_is_refused() -> None:
    state = record({f"name@{tag}": "x" for tag in _tags(60)})
    more = record({f"summary@{tag}": "x" for tag in _tags(60)})

    assert _refused(state, put("name@zz", "x")) == "too_many_languages"
    assert after(state, change(put("name@zz", "x"), put("name@aaa", None, "x"))).shown("name@zz") == "x"
    assert after(more, change(put("name@en", "x"), put("type", "ngo"))).shown("type") == "ngo"


def test_a_record_has_at_most_a_thousand_groups_and_64_sets() -> None:
    groups = after(record({}), *(change(put(f"field_{number}", 1)) for number in range(1_000)))
    sets = record({}, {f"set_{number}": ["x"] for number in range(64)})

    assert _refused(groups, put("one_more", 1)) == "too_many_groups"
    assert _refused(sets, Add("one_more", raw(1))) == "too_many_sets"


def test_the_longest_text_fits_and_a_longer_value_does_not() -> None:
    state = record({"description@en": "x" * 65_536}, {"topics": ["x" * 1_021]})

    assert len(state.shown_bytes("description@en")) == 65_541
    assert _refused(state, put("description@fr", "x" * 65_537)) == "value_too_large"
    assert _refused(state, Add("topics", raw("x" * 1_022))) == "value_too_large"


def test_a_refused_change_is_refused_as_a_whole() -> None:
    state = record({"type": "ngo"})

    assert _refused(state, put("type", "other", "ngo"), put("name@en", "x" * 70_000)) == "value_too_large"
    assert state.shown("type") == "ngo"


def test_waiting_changes_lie_over_the_confirmed_state_in_number_order() -> None:
    confirmed = record({"type": "V0"})
    waiting = [
        Waiting(3, change(put("type", "V2", "V1"))),
        Waiting(2, change(put("type", "V1", "V0"))),
        Waiting(4, change(put("type", "x" * 70_000))),
    ]

    state, refused = project(confirmed, waiting, feed=FEED, device=AMAL)

    assert state is not None
    assert [(version.value, version.position) for version in state.versions("type")] == [(raw("V2"), WAITING)]
    assert refused == ((4, "value_too_large"),)


def test_a_waiting_create_shows_a_record_and_nothing_shows_nothing() -> None:
    made, _ = project(None, [Waiting(0, change(Create(), put("type", "ngo")))], feed=FEED, device=AMAL)

    assert made is not None
    assert (made.created_at, made.shown("type")) == (WAITING, "ngo")
    assert project(None, [], feed=FEED, device=AMAL) == Projection(None, ())
    assert project(None, [Waiting(0, change(Retire()))], feed=FEED, device=AMAL) == (None, ((0, "missing_record"),))
