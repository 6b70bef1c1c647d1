"""Random histories, replayed by the model and by the oracle, which shares no code with it."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import DeviceId
from haversack_sync.model.merge import Waiting, project
from haversack_sync.model.record import RecordState
from tests.guards.examples import examples
from tests.unit.haversack_sync.model.histories import ACTS, FEED, Act, World, as_bytes, as_change, played, replayed
from tests.unit.haversack_sync.model.oracle import Truth, fold


def _agree(states: dict[int, RecordState], truths: dict[int, Truth]) -> None:
    assert states.keys() == truths.keys()
    for record, truth in truths.items():
        state = states[record]
        assert state.kind == truth.kind
        values = {key: [version.value for version in versions] for key, versions in state.groups.items()}
        assert values == {key: [as_bytes(text) for text in texts] for key, texts in truth.groups.items()}
        for name in truth.events.keys() | state.sets.keys():
            assert list(state.elements(name)) == [encode(element) for element in truth.elements(name)]
        assert state.is_retired == truth.retired
        assert state.edited_after_retired == truth.marked


@settings(max_examples=examples(300))
@given(ACTS)
def test_the_model_and_the_oracle_agree_after_every_entry(acts: list[Act]) -> None:
    log = played(acts).log

    states: dict[int, RecordState] = {}
    for place, entry in enumerate(log):
        states = replayed([entry], states)
        _agree(states, fold(log[: place + 1]).records)


@settings(max_examples=examples(300))
@given(ACTS)
def test_what_each_laptop_sees_at_every_moment_is_what_the_oracle_says(acts: list[Act]) -> None:
    world = World()
    for act in acts:
        world.play(act)
        laptop = world.laptops[act[0]]
        waiting = world.waiting(laptop)
        confirmed = replayed(world.log[: laptop.seen])

        seen: dict[int, RecordState] = {}
        for record in (0, 1):
            own = [Waiting(entry.number, as_change(entry)) for entry in waiting if entry.record == record]
            random.Random(len(own)).shuffle(own)
            device = DeviceId(bytes([laptop.number] * 8))
            projection = project(confirmed.get(record), own, feed=FEED, device=device)
            if projection.state is not None:
                seen[record] = projection.state

        _agree(seen, fold([*world.log[: laptop.seen], *waiting]).records)


@given(ACTS, st.lists(st.integers(0, 60), max_size=6))
def test_any_batching_gives_the_same_state(acts: list[Act], borders: list[int]) -> None:
    log = played(acts).log
    cuts = sorted({0, len(log), *(min(border, len(log)) for border in borders)})

    states: dict[int, RecordState] = {}
    for begin, end in itertools.pairwise(cuts):
        states = replayed(log[begin:end], states)

    assert states == replayed(log)


@given(ACTS)
def test_records_do_not_touch_each_other(acts: list[Act]) -> None:
    log = played(acts).log

    together = replayed(log)

    one_by_one = [replayed(entry for entry in log if entry.record == record) for record in (0, 1)]
    assert together == {**one_by_one[0], **one_by_one[1]}


@given(ACTS)
def test_nothing_that_somebody_wrote_is_lost(acts: list[Act]) -> None:
    log = played(acts).log
    truth = fold(log)
    states = replayed(log)

    for entry in log:
        if entry in truth.refused:
            continue
        for step in entry.steps:
            if len(step) != 4 or step[3] is None:
                continue
            versions = [version.value for version in states[entry.record].versions(step[1])]
            replaced = truth.replaced.get((entry.record, step[1]), set())
            assert as_bytes(step[3]) in versions or step[3] in replaced


@given(ACTS)
def test_a_change_that_comes_twice_is_as_good_as_once(acts: list[Act]) -> None:
    log = played(acts).log
    states: dict[int, RecordState] = {}
    for entry in log:
        once = replayed([entry], states)
        if all(step[0] in ("create", "add", "remove", "set") for step in entry.steps):
            assert replayed([entry], once) == once
        states = once
