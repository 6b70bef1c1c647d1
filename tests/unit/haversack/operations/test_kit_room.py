"""Whether a kit fits: clusters of a stick count, and what is replaced lies there twice for a while."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haversack.operations import kit_planning, kit_room
from haversack.operations.kit_planning import KitChoice, plan_kit
from haversack.operations.kit_room import beside, fit_on, taken
from haversack.store.stick_files import StickError
from tests.unit.haversack.operations.kit_desk import Desk, make_desk

CLUSTER = 128 * 1024
PLACE = "haversack-0123456789abcdef"
FREE = 100 * CLUSTER


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path)


@pytest.fixture
def stick(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let every place be a stick with large clusters and so much room."""

    def be(free: int) -> None:
        monkeypatch.setattr(kit_room, "cluster_of", lambda folder: CLUSTER)
        monkeypatch.setattr(kit_room, "room_on", lambda folder: free)

    be(FREE)
    return be


def test_a_file_takes_whole_clusters() -> None:
    assert [taken(size, CLUSTER) for size in (0, 1, CLUSTER, CLUSTER + 1)] == [0, CLUSTER, CLUSTER, 2 * CLUSTER]


def test_many_small_files_take_much_more_than_their_lengths(desk: Desk, stick: Callable[[int], None]) -> None:
    desk.learn()
    plan = plan_kit(desk.coordinator, desk.base / "kit", KitChoice(installers=desk.installers))
    stick(plan.written_bytes + CLUSTER)

    with pytest.raises(StickError) as full:
        desk.build()

    files = len(plan.files) + len(plan.installers)
    assert plan.total_bytes > plan.written_bytes + files * CLUSTER // 2
    assert full.value.reason == "full"
    assert not (desk.base / "kit").exists()


@pytest.mark.usefixtures("stick")
def test_what_lies_there_whole_is_room_by_its_clusters_and_what_is_replaced_needs_room_twice(tmp_path: Path) -> None:
    writes = [("Haversack.exe", 9 * CLUSTER)]

    def room(lying: int) -> int:
        (tmp_path / "Haversack.exe").write_bytes(bytes(lying))
        return fit_on(tmp_path, PLACE, writes, others=frozenset(), around=0).room

    (tmp_path / "START-HERE.html").write_bytes(b"a page")
    assert room(9 * CLUSTER) == FREE + 10 * CLUSTER
    # An older one of 12: until the new one is whole both are there.
    assert room(12 * CLUSTER) == FREE + CLUSTER
    # An older one of half a cluster: the same.
    assert room(CLUSTER // 2) == FREE + CLUSTER


def test_installers_are_read_only_where_it_matters_whether_they_lie_there_already(
    desk: Desk, stick: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.learn()
    desk.build()
    read = list[int]()

    def other_than(*_: object) -> frozenset[str]:
        read.append(1)
        return frozenset()

    monkeypatch.setattr(kit_planning, "other_than", other_than)
    choice = KitChoice(installers=desk.installers)
    assert plan_kit(desk.coordinator, desk.base / "kit", choice).room
    assert not read

    # Beside what lies there, there is room for nothing more.
    stick(0)
    plan = plan_kit(desk.coordinator, desk.base / "kit", choice)

    assert read
    assert plan.room > 0


@pytest.mark.usefixtures("stick")
def test_another_file_of_the_same_length_needs_room_twice_and_pages_alone_make_way(tmp_path: Path) -> None:
    (tmp_path / "Haversack.exe").write_bytes(bytes(9 * CLUSTER))
    (tmp_path / "start-here.prs.html").write_bytes(b"a page of an older kit")
    (tmp_path / "Start-here.doc").write_bytes(b"no page")

    fit = fit_on(tmp_path, PLACE, [("Haversack.exe", 9 * CLUSTER)], others={"Haversack.exe"}, around=0)

    assert fit.room == FREE + CLUSTER


def test_later_files_that_shrink_give_no_room_to_those_before_them() -> None:
    assert beside([(5, 0), (1, 10)]) == 10
    assert beside([(5, 0), (7, 0)]) == 0
    assert beside([]) == 0
