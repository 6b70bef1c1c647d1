"""`--budget`: never more than a frame beyond it, and what is counted is what a wire-tap counts."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack_sync.protocol.limits import MAX_ENVELOPE_BYTES, MAX_FRAME_BYTES
from tests.integration.authored_folders import LARGE_FILE, LARGE_TITLE, folder_with_a_large_file
from tests.integration.stage import EDITORS, Stage, find
from tests.integration.tapped_link import TappedLink, Then
from tests.integration.world import Computer

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


@contextlib.contextmanager
def tapped(stage: Stage) -> Iterator[TappedLink]:
    """Let every computer of a stage reach the hub by a link that counts."""
    stage.raise_curtain()
    with TappedLink(stage.world.hub.address) as link:
        stage.world.go_through(link.address)
        yield link


def _sync_in_parts(computer: Computer, link: TappedLink, *, budget: int = 20_000) -> list[int]:
    """Sync with a budget again and again until nothing is left; check each count; return what each took."""
    taken = []
    while True:
        link.forget()
        done = computer.sync("--budget", f"{budget // 1000}kB")
        assert (done.sent_bytes, done.received_bytes) == link.body_bytes()
        taken.append(done.sent_bytes + done.received_bytes)
        assert taken[-1] <= budget + MAX_FRAME_BYTES
        if done.is_complete:
            return taken
        assert len(taken) < 100


def test_a_first_sync_in_small_parts_comes_to_the_same_end(stage: Stage) -> None:
    with tapped(stage) as link:
        code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
        stage.coordinator.sync()
        late = stage.world.computer("late")
        late.hub = link.address
        # Killed when the vault is made, so that the rest comes by budget.
        weakness = link.fail(down=30_000, then=Then.SILENCE)
        joining = late.start(*late.online("enrol", code))
        weakness.wait()
        joining.kill()
        link.hang_up()

        taken = _sync_in_parts(late, link)

        assert len(taken) > 2
        assert sum(taken) < 200_000, "stopping and going on costs little"
        stage.field.sync()
        assert late.status().records == stage.field.status().records
        assert late.sync().applied == 0


def test_many_changes_leave_in_small_parts(stage: Stage) -> None:
    with tapped(stage) as link:
        home = find(stage.editor, "organisation", EDITORS)
        letters = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(3_000))
        for number in range(5):
            stage.editor.edit(home, f"services={number} {letters}")

        taken = _sync_in_parts(stage.editor, link)

        assert len(taken) > 1
        assert stage.editor.status().waiting == 0
        assert stage.field.sync().applied == 5


def test_a_large_file_goes_up_and_down_in_small_parts(stage: Stage, tmp_path: Path) -> None:
    with tapped(stage) as link:
        stage.coordinator.publish(folder_with_a_large_file(tmp_path / "content"))

        taken = _sync_in_parts(stage.coordinator, link, budget=150_000)

        assert sum(taken) > len(LARGE_FILE)
        stage.field.sync()
        guide = find(stage.field, "resource", LARGE_TITLE)
        # It is asked for while the hub cannot be reached, and comes with the syncs after that.
        assert stage.field.refused("files", "get", guide, "--hub", "http://127.0.0.1:9").kind == "link.hub_away"
        before = stage.field.status().files_waiting_bytes
        link.forget()
        part = stage.field.sync("--budget", "20kB")
        assert part.received_bytes <= 20_000 + MAX_FRAME_BYTES
        assert part.received_bytes == link.body_bytes()[1], "what is not wanted is not sent"
        assert part.files_waiting_bytes == before
        while stage.field.sync("--budget", "300kB").files_waiting_bytes == before:
            pass
        stage.field.export(guide, tmp_path / "copy.png")
        assert (tmp_path / "copy.png").read_bytes() == LARGE_FILE


def test_counts_are_true_for_a_whole_sync_and_for_joining(stage: Stage) -> None:
    with tapped(stage) as link:
        code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
        for computer in (stage.coordinator, stage.editor, stage.field):
            link.forget()
            done = computer.sync()
            assert (done.sent_bytes, done.received_bytes) == link.body_bytes()
        link.forget()
        joined = stage.world.computer("late").enrol(code, link.address)
        assert (joined.sent_bytes, joined.received_bytes) == link.body_bytes()
        assert joined.received_bytes < 200_000


def test_a_budget_for_nothing_new_is_enough(stage: Stage) -> None:
    with tapped(stage):
        done = stage.field.sync("--budget", "400B")

        assert done.is_complete
        assert done.sent_bytes + done.received_bytes <= 400 + MAX_ENVELOPE_BYTES
