"""Hub and computers die in the middle of a sync: what was verified before is kept, and not sent again.

The link falls silent at a chosen byte, so each place is met every time; then the process is killed as by a power cut.
That nothing is lost or there twice, wherever a kill falls, is what `tests/killing` plays.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.integration.authored_folders import LARGE_FILE, LARGE_TITLE, folder_with_a_large_file
from tests.integration.shapes import ErrorAnswer, HubStatusAnswer
from tests.integration.stage import Stage, find
from tests.integration.tapped_link import TappedLink, Then
from tests.integration.world import Computer

KEPT_BYTES = 200_000
AROUND_BYTES = 120_000
"""What a file may take beyond its own length on its way: seals, padding, the begin of a chunk that comes again."""

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


@pytest.fixture
def link(stage: Stage) -> Iterator[TappedLink]:
    """The way of every computer of a stage to its hub, which is running."""
    stage.raise_curtain()
    with TappedLink(stage.world.hub.address) as made:
        stage.world.go_through(made.address)
        yield made


def test_a_computer_that_dies_while_it_joins_goes_on_where_it_was(stage: Stage, link: TappedLink) -> None:
    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
    stage.coordinator.sync()
    late = stage.world.computer("late")
    late.hub = link.address
    join = ["enrol", code]

    # Until the code has confirmed the network nothing is made, and the code stays good.
    for place in (1, 1_500):
        _kill_computer_during(late, link, join, down=place)
        assert not late.vault.exists()
    _kill_computer_during(late, link, join, down=40_000)
    _kill_computer_during(late, link, ["sync"], down=50_000)
    link.fail(down=60_000)
    # After a cut a sync goes on by itself, as long as something comes.
    rest = late.sync()

    assert (rest.waiting, rest.is_complete) == (0, True)
    assert rest.received_bytes < 60_000 + 90_000, "what was verified before a cut is kept"
    assert late.status().role == "reader"
    _all_agree(stage)


def test_a_file_survives_the_death_of_either_end_on_its_way_up_and_down(
    stage: Stage, link: TappedLink, tmp_path: Path
) -> None:
    stage.coordinator.publish(folder_with_a_large_file(tmp_path / "content"))

    _kill_hub_during(stage, link, ["sync"], up=300_000, who=stage.coordinator)
    _kill_computer_during(stage.coordinator, link, ["sync"], up=200_000)
    link.forget()
    assert stage.coordinator.sync().waiting == 0
    assert link.body_bytes()[0] < len(LARGE_FILE) - 200_000, "what the hub held was not sent again"

    stage.field.sync()
    guide = find(stage.field, "resource", LARGE_TITLE)
    fetch = ["files", "get", guide]
    _kill_computer_during(stage.field, link, fetch, down=300_000, kept=KEPT_BYTES)
    _kill_hub_during(stage, link, fetch, down=200_000, who=stage.field)
    kept = stage.field.unfinished_bytes
    assert kept > KEPT_BYTES
    link.forget()
    (file,) = stage.field.get_files(guide)
    assert file.is_here
    assert link.body_bytes()[1] < len(LARGE_FILE) + AROUND_BYTES - kept, "what was here was not fetched again"

    stage.field.export(guide, tmp_path / "copy.png")
    assert (tmp_path / "copy.png").read_bytes() == LARGE_FILE
    _all_agree(stage)


def _kill_hub_during(
    stage: Stage,
    link: TappedLink,
    words: list[str],
    *,
    up: int | None = None,
    down: int | None = None,
    who: Computer | None = None,
) -> None:
    """Kill the hub when so many bytes of a verb's connection have passed, and start it again."""
    weakness = link.fail(up=up, down=down, then=Then.SILENCE)
    started = (who or stage.editor).start(*words, "--json", "--hub", link.address)
    weakness.wait()
    stage.world.hub.kill()
    link.hang_up()
    answer = started.finish()
    assert answer.code == 1, answer
    assert msgspec.json.decode(answer.out, type=ErrorAnswer).error.kind == "link.cut"
    stage.world.hub.start()


def _kill_computer_during(
    who: Computer, link: TappedLink, words: list[str], *, up: int | None = None, down: int | None = None, kept: int = 0
) -> None:
    """Kill a verb when so many bytes of its connection have passed, and so many of a file lie on its disk."""
    weakness = link.fail(up=up, down=down, then=Then.SILENCE)
    started = who.start(*words, "--json", "--hub", link.address)
    weakness.wait()
    who.wait_for_unfinished(kept)
    assert started.kill().code < 0
    link.hang_up()


def _hub(stage: Stage) -> HubStatusAnswer:
    return msgspec.json.decode(stage.world.hub.read_status().out, type=HubStatusAnswer)


def _all_agree(stage: Stage) -> None:
    """Every computer holds the same once it has synced, the coordinator's first, and the hub knows of nothing else."""
    everybody = stage.world.computers
    for one in everybody:
        synced = one.sync()
        assert (synced.waiting, synced.refused, synced.two_versions) == (0, 0, 0)
    reports = [one.status() for one in everybody]
    assert [one.records for one in reports] == [reports[0].records] * len(reports)
    assert {one.position for one in reports} == {_hub(stage).position}
