"""The queue of files: by reason and size, as a person puts it, and nothing doubled or lost by any of it."""

from hypothesis import given
from hypothesis import strategies as st

from haversack.store.file_wishes import Reason, Wish, arrange
from haversack_sync.model.ids import ObjectId

WISHES = st.lists(
    st.builds(
        Wish,
        st.integers(0, 30).map(lambda number: ObjectId(bytes((number,)) * 32)),
        st.integers(1, 5),
        st.sampled_from(Reason),
        st.just(0),
        st.booleans(),
    ),
    unique_by=lambda one: one.object_id,
    max_size=12,
)


def one(number: int, size: int, reason: Reason, *, is_put_off: bool = False) -> Wish:
    return Wish(ObjectId(bytes((number,)) * 32), size, reason, 0, is_put_off)


def test_asked_for_goes_before_kept_before_followed_and_small_before_large() -> None:
    found = [
        one(1, 1, Reason.FOLLOWED),
        one(2, 9, Reason.ASKED),
        one(3, 5, Reason.KEPT),
        one(4, 2, Reason.ASKED),
        one(5, 1, Reason.ASKED, is_put_off=True),
    ]

    assert [each.object_id[0] for each in arrange(found, [])] == [4, 2, 3, 1, 5]


def test_what_a_person_put_in_order_stays_so_and_newcomers_find_their_place() -> None:
    large, small, followed = one(1, 9, Reason.ASKED), one(2, 5, Reason.ASKED), one(3, 1, Reason.FOLLOWED)
    order = [followed.object_id, large.object_id, small.object_id]
    assert [each.object_id[0] for each in arrange([large, small, followed], order)] == [3, 1, 2]

    urgent, late = one(4, 1, Reason.ASKED), one(5, 8, Reason.FOLLOWED)
    arranged = [each.object_id[0] for each in arrange([large, small, followed, urgent, late], order)]
    assert arranged == [4, 3, 1, 2, 5]


@given(WISHES, st.lists(st.integers(0, 30).map(lambda number: ObjectId(bytes((number,)) * 32)), unique=True))
def test_any_order_keeps_every_wish_once_and_follows_the_person(found: list[Wish], order: list[ObjectId]) -> None:
    arranged = arrange(found, order)

    assert sorted(each.object_id for each in arranged) == sorted(each.object_id for each in found)
    assert [each.is_put_off for each in arranged] == sorted(each.is_put_off for each in found)
    placed = [each.object_id for each in arranged if each.object_id in order and not each.is_put_off]
    assert placed == [one for one in order if one in placed]
    free = [(each.reason, each.total) for each in arranged if each.object_id not in order and not each.is_put_off]
    assert free == sorted(free)
    assert arrange(reversed(found), order) == arranged
