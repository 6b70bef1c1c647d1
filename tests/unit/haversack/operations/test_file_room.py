"""Room for files: only followed ones ever go, the longest unused first, and no two push each other out in turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.file_room import RESERVE_BYTES, Space, fit, reserve_of, too_much
from haversack.store.file_wishes import Reason, Wish
from haversack.store.held_files import Held
from haversack_sync.model.ids import ObjectId

MB = 1_000_000
PLENTY = 50_000 * MB


def wish(size: int, reason: Reason = Reason.FOLLOWED, *, noted: int = 10) -> Wish:
    return Wish(ObjectId(b"w" * 32), size, reason, noted)


def held(number: int, size: int, used: int) -> Held:
    return Held(ObjectId(bytes((number,)) * 32), size, used)


def test_a_file_that_fits_lets_nothing_go() -> None:
    place = fit(wish(5 * MB), 0, Space(10 * MB, 20 * MB, PLENTY), [held(1, MB, 1)])

    assert (place.is_room, place.let_go, place.lacking_bytes) == (True, (), 0)


def test_what_was_used_longest_ago_goes_first_and_no_more_than_needed() -> None:
    here = [held(1, 3 * MB, used=9), held(2, 2 * MB, used=3), held(3, 2 * MB, used=5)]

    place = fit(wish(4 * MB), 0, Space(20 * MB, 20 * MB, PLENTY), here)

    assert place.is_room
    assert [one.used for one in place.let_go] == [3, 5]


def test_a_followed_file_waits_where_all_that_could_go_was_used_since_it_was_known() -> None:
    place = fit(wish(4 * MB, noted=10), 0, Space(20 * MB, 20 * MB, PLENTY), [held(1, 9 * MB, used=11)])

    assert not place.is_room
    assert place.let_go == ()
    assert place.lacking_bytes == 4 * MB


def test_what_a_person_asked_for_or_keeps_comes_whatever_the_limit_says() -> None:
    for reason in (Reason.ASKED, Reason.KEPT):
        place = fit(wish(40 * MB, reason), 0, Space(20 * MB, 20 * MB, PLENTY), [held(1, MB, used=99)])
        assert place.is_room
        assert len(place.let_go) == 1


def test_the_disk_keeps_its_reserve_and_what_lacks_is_said() -> None:
    full = Space(0, None, RESERVE_BYTES + 3 * MB)

    for reason in Reason:
        assert fit(wish(3 * MB, reason), 0, full, []).is_room
        assert fit(wish(5 * MB, reason), 0, full, []).lacking_bytes == 2 * MB
        assert not fit(wish(5 * MB, reason), 0, full, []).is_room
        # What is here of it already need not find room.
        assert fit(wish(5 * MB, reason), 2 * MB, full, []).is_room


def test_too_much_goes_until_there_is_enough() -> None:
    here = [held(1, 3 * MB, used=9), held(2, 2 * MB, used=3)]

    assert too_much(Space(10 * MB, 20 * MB, PLENTY), here) == ()
    assert [one.used for one in too_much(Space(21 * MB, 20 * MB, PLENTY), here)] == [3]
    assert len(too_much(Space(90 * MB, 20 * MB, PLENTY), here)) == 2
    assert [one.used for one in too_much(Space(MB, None, RESERVE_BYTES - MB), here)] == [3]


SIZES = st.integers(1, 30)
FILES = st.lists(st.tuples(SIZES, st.integers(1, 100)), max_size=8)


@given(
    SIZES,
    st.sampled_from(Reason),
    st.integers(1, 100),
    FILES,
    st.integers(0, 60),
    st.one_of(st.none(), st.integers(0, 60)),
)
def test_after_room_was_made_a_followed_file_never_breaks_a_limit(
    size: int, reason: Reason, noted: int, files: list[tuple[int, int]], others: int, quota: int | None
) -> None:
    here = [held(number, each, used) for number, (each, used) in enumerate(files)]
    space = Space(others + sum(one.size for one in here), quota, RESERVE_BYTES + 40)

    place = fit(wish(size, reason, noted=noted), 0, space, here)
    after = space.with_more(size - sum(one.size for one in place.let_go))

    assert len(set(place.let_go)) == len(place.let_go)
    if place.is_room:
        assert after.free_bytes >= RESERVE_BYTES
        if reason is Reason.FOLLOWED:
            assert quota is None or after.used_bytes <= quota
            assert all(one.used < noted for one in place.let_go)
        assert place.lacking_bytes == 0
    else:
        assert place.let_go == ()
        assert place.lacking_bytes > 0


@given(st.lists(SIZES, min_size=1, max_size=12), st.integers(1, 60), st.integers(1, 6))
def test_followed_files_come_to_rest(sizes: list[int], quota: int, batches: int) -> None:
    """Sync after sync with the same wishes: after each has had its turn, nothing moves any more."""
    noted = {number: number * batches // len(sizes) * 1_000 + 1 for number in range(len(sizes))}
    here: dict[int, int] = {}
    before: dict[int, int] = {}
    for round_ in range(batches + len(sizes) + 2):
        tick, before = round_ * 1_000 + 2, dict(here)
        for number, size in enumerate(sizes):
            if number in here or noted[number] > tick:
                continue
            followed = [held(one, sizes[one], used) for one, used in here.items()]
            space = Space(sum(sizes[one] for one in here), quota, PLENTY)
            place = fit(wish(size, noted=noted[number]), 0, space, followed)
            for gone in place.let_go:
                del here[gone.object_id[0]]
            if place.is_room:
                tick += 1
                here[number] = tick
            assert sum(sizes[one] for one in here) <= quota
    assert here == before


@pytest.mark.parametrize(
    ("disk", "reserve"), [(64 * MB, 3_200_000), (2_000 * MB, RESERVE_BYTES), (10**12, RESERVE_BYTES)]
)
def test_a_small_disk_keeps_a_small_reserve(disk: int, reserve: int) -> None:
    assert reserve_of(disk) == reserve
