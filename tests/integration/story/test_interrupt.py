"""Ctrl-C in the middle of a sync: a sentence, no trace, and the next sync completes."""

from pathlib import Path

import msgspec
import pytest

from tests.integration.authored_folders import LARGE_FILE, LARGE_TITLE, folder_with_a_large_file
from tests.integration.errors.told import check_words
from tests.integration.processes import Answer
from tests.integration.shapes import ErrorAnswer
from tests.integration.stage import EDITORS, Stage, find
from tests.integration.tapped_link import TappedLink, Then
from tests.integration.world import Computer

KEPT_BYTES = 200_000

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


def _interrupt(
    computer: Computer,
    link: TappedLink,
    *words: str,
    up: int | None = None,
    down: int | None = None,
    kept_bytes: int = 0,
) -> Answer:
    """Press Ctrl-C when so much has passed, and so much of a file lies on the computer's disk."""
    weakness = link.fail(up=up, down=down, then=Then.SILENCE)
    started = computer.start(*words, "--hub", link.address)
    weakness.wait()
    if kept_bytes:
        computer.wait_for_unfinished(kept_bytes)
    answer = started.interrupt()
    link.hang_up()
    return answer


def _is_clean(answer: Answer) -> None:
    assert answer.code == 1, answer
    assert "Traceback" not in answer.err
    if answer.out:
        check_words(msgspec.json.decode(answer.out, type=ErrorAnswer).error)
    else:
        assert answer.err.splitlines()[-2:] == ["Stopped.", "Nothing is lost."]


def test_ctrl_c_while_changes_leave(stage: Stage) -> None:
    stage.raise_curtain()
    home = find(stage.editor, "organisation", EDITORS)
    stage.editor.edit(home, "services=Tea")
    with TappedLink(stage.world.hub.address) as link:
        _is_clean(_interrupt(stage.editor, link, "sync", "--json", up=500))
        _is_clean(_interrupt(stage.editor, link, "sync", down=1))

    assert stage.editor.status().waiting == 1
    assert stage.editor.sync().waiting == 0
    assert stage.field.sync().applied == 1


def test_ctrl_c_while_somebody_joins(stage: Stage) -> None:
    stage.raise_curtain()
    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
    stage.coordinator.sync()
    late = stage.world.computer("late")
    with TappedLink(stage.world.hub.address) as link:
        _is_clean(_interrupt(late, link, "enrol", code, down=1_500))
        assert not late.vault.exists()
        _is_clean(_interrupt(late, link, "enrol", code, down=60_000))

    late.hub = stage.world.hub.address
    assert late.sync().is_complete
    assert late.status().role == "reader"
    assert late.search("Istanbul"), "what came in by then and afterwards is found"


def test_ctrl_c_while_a_file_comes(stage: Stage, tmp_path: Path) -> None:
    stage.raise_curtain()
    stage.coordinator.publish(folder_with_a_large_file(tmp_path / "content"))
    with TappedLink(stage.world.hub.address) as link:
        _is_clean(_interrupt(stage.coordinator, link, "sync", up=300_000))
        stage.coordinator.sync()
        stage.field.sync()
        guide = find(stage.field, "resource", LARGE_TITLE)
        _is_clean(_interrupt(stage.field, link, "files", "get", guide, down=300_000, kept_bytes=KEPT_BYTES))
        stage.world.go_through(link.address)
        link.forget()

        assert stage.field.sync().files_waiting_bytes < 200_000, "a wanted file comes with the next sync"

        fetched = link.body_bytes()[1]
        assert fetched < len(LARGE_FILE) - KEPT_BYTES + 20_000, "and what was here is not fetched again"
