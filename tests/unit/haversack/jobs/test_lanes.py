"""Work beside the window: where it runs, and that whatever happens is told in the window's thread, once."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from haversack.jobs import Job, Lane, Lanes, Progress
from haversack.jobs.lanes import ClosedError


@pytest.fixture
def unhandled() -> list[Exception]:
    return []


@pytest.fixture
def lanes(qtbot: QtBot, unhandled: list[Exception]) -> Iterator[Lanes]:
    made = Lanes(unhandled.append)
    yield made
    made.drain()


def test_a_result_arrives_in_the_thread_of_the_window(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[tuple[int, int]] = []

    lanes.run(Lane.STORE, lambda job: threading.get_ident()).then(
        lambda worker: told.append((worker, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: bool(told))

    [(worker, receiver)] = told
    assert receiver == threading.get_ident() != worker


def test_the_store_lane_does_one_thing_after_the_other_in_order(lanes: Lanes, qtbot: QtBot) -> None:
    running: list[int] = []
    most: list[int] = []
    told: list[int] = []

    def work(number: int) -> int:
        running.append(number)
        most.append(len(running))
        running.remove(number)
        return number

    for number in range(20):
        lanes.run(Lane.STORE, partial(lambda number, job: work(number), number)).then(told.append)
    qtbot.waitUntil(lambda: len(told) == 20)

    assert told == list(range(20))
    assert max(most) == 1


def test_work_of_the_network_runs_beside_the_store(lanes: Lanes, qtbot: QtBot) -> None:
    is_done = threading.Event()
    told: list[bool] = []

    lanes.run(Lane.NETWORK, lambda job: is_done.wait(30)).then(told.append)
    lanes.run(Lane.STORE, lambda job: is_done.set())
    qtbot.waitUntil(lambda: bool(told))

    assert told == [True]


def test_a_failure_goes_to_its_receiver(lanes: Lanes, qtbot: QtBot, unhandled: list[Exception]) -> None:
    told: list[Exception] = []

    lanes.run(Lane.STORE, lambda job: 1 // 0).then(on_failure=told.append)
    qtbot.waitUntil(lambda: bool(told))

    assert isinstance(told[0], ZeroDivisionError)
    assert unhandled == []


def test_a_failure_without_a_receiver_cannot_vanish(lanes: Lanes, qtbot: QtBot, unhandled: list[Exception]) -> None:
    lanes.run(Lane.STORE, lambda job: 1 // 0)
    qtbot.waitUntil(lambda: bool(unhandled))

    assert isinstance(unhandled[0], ZeroDivisionError)


def test_a_bug_in_a_receiver_cannot_vanish_either(lanes: Lanes, qtbot: QtBot, unhandled: list[Exception]) -> None:
    ended: list[bool] = []
    told: list[int] = []

    lanes.run(Lane.STORE, lambda job: 0).then(lambda zero: told.append(1 // zero), on_end=lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))

    assert isinstance(unhandled[0], ZeroDivisionError)


def test_cancelled_work_tells_its_end_and_nothing_else(lanes: Lanes, qtbot: QtBot, unhandled: list[Exception]) -> None:
    begin = threading.Event()
    told: list[object] = []
    ended: list[bool] = []

    def work(job: Job[str]) -> str:
        begin.wait(30)
        return "late" if job.is_cancelled else "never asked"

    job = lanes.run(Lane.NETWORK, work).then(told.append, on_end=lambda: ended.append(True))
    waiting = lanes.run(Lane.NETWORK, lambda job: "too late").then(told.append)
    waiting.cancel()
    job.cancel()
    begin.set()
    qtbot.waitUntil(lambda: bool(ended))

    assert told == []
    assert unhandled == []


def test_progress_arrives_and_may_leave_steps_out_but_never_the_last(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[Progress] = []
    ended: list[bool] = []

    def work(job: Job[None]) -> None:
        for done in range(1, 1001):
            job.report(Progress(done, 1000))

    lanes.run(Lane.STORE, work).then(on_progress=told.append, on_end=lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))

    assert told[-1] == Progress(1000, 1000)


def test_draining_waits_for_what_runs_and_tells_it(qtbot: QtBot, unhandled: list[Exception]) -> None:
    lanes = Lanes(unhandled.append)
    told: list[int] = []
    for number in range(5):
        lanes.run(Lane.STORE, partial(lambda number, job: number, number)).then(told.append)

    lanes.drain()

    assert told == [0, 1, 2, 3, 4]
    with pytest.raises(ClosedError):
        lanes.run(Lane.STORE, lambda job: None)


def test_what_must_be_finished_is_done_although_all_work_is_stopped(qtbot: QtBot, unhandled: list[Exception]) -> None:
    lanes = Lanes(unhandled.append)
    begin = threading.Event()
    done: list[str] = []
    lanes.run(Lane.STORE, lambda job: begin.wait(30))
    lanes.run(Lane.STORE, lambda job: done.append("read"))
    lanes.run(Lane.STORE, lambda job: done.append("written"), must_finish=True)

    lanes.cancel_all()
    begin.set()

    assert lanes.drain()
    assert done == ["written"]
    assert unhandled == []


def test_a_thread_that_hangs_is_not_waited_for_longer_than_was_asked(qtbot: QtBot, unhandled: list[Exception]) -> None:
    lanes = Lanes(unhandled.append)
    hangs = threading.Event()

    def hang() -> None:
        hangs.wait(60)

    lanes.beside(hang)

    is_over = lanes.drain(0.05)

    assert not is_over
    hangs.set()
    assert lanes.drain()


def test_settling_says_whether_all_work_ended_in_time(lanes: Lanes) -> None:
    hangs = threading.Event()
    lanes.run(Lane.STORE, lambda job: hangs.wait(60))

    assert not lanes.settle(0.05)
    hangs.set()
    assert lanes.settle(30)


@pytest.mark.parametrize("which", ["on_result", "on_failure", "on_progress", "on_end"])
def test_a_mistake_of_any_receiver_is_told_and_the_job_ends(
    lanes: Lanes, qtbot: QtBot, unhandled: list[Exception], which: str
) -> None:
    def work(job: Job[int]) -> int:
        job.report(Progress(1, 2))
        return 1 // (0 if which == "on_failure" else 1)

    def receive(*_: object) -> None:
        raise LookupError(which)

    job = lanes.run(Lane.STORE, work).then(**{which: receive})
    qtbot.waitUntil(lambda: job.is_over)

    assert [error for error in unhandled if isinstance(error, LookupError)]
    if which == "on_failure":
        assert [error for error in unhandled if isinstance(error, ZeroDivisionError)], "the failure itself is not lost"
