"""`kit check` in the terminal: its exit code tells a loop over many sticks which of them not to hand out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.cli.entry import main
from haversack.operations import kit_form
from tests.unit.haversack.operations.kit_desk import Desk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path)


def test_a_kit_that_must_not_be_handed_out_ends_with_1_and_the_same_answer(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.learn()
    desk.build()
    kit = desk.base / "kit"
    (kit / "list.ods").write_bytes(b"somebody's own")

    whole = main(["kit", "check", str(kit)])
    said = capsys.readouterr()
    (kit / "Haversack.exe").write_bytes(b"MX")
    damaged = main(["kit", "check", str(kit)])
    said_then = capsys.readouterr()
    again = main(["kit", "check", str(kit), "--json"])
    answer = json.loads(capsys.readouterr().out)

    assert (whole, damaged, again) == (0, 1, 1)
    assert said.out.splitlines()[-3:] == [
        "Also there, not part of the kit: 1. Look whether it belongs there:",
        "    list.ods",
        "Every file is what was built.",
    ]
    assert "Damaged:\n    Haversack.exe\n" in said_then.out
    assert said_then.err == "", "an answer was told as an error"
    assert (answer["damaged"], answer["beside"], answer["is_whole"]) == (["Haversack.exe"], ["list.ods"], False)


def test_where_a_system_may_answer_from_its_memory_the_check_says_what_to_do(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.learn()
    desk.build()

    main(["kit", "check", str(desk.base / "kit")])
    from_stick = capsys.readouterr().out
    monkeypatch.setattr(kit_form, "READS_AFRESH", False)
    main(["kit", "check", str(desk.base / "kit")])
    perhaps_not = capsys.readouterr().out

    assert "its own memory" not in from_stick
    assert perhaps_not.splitlines()[-1].startswith("This system may have answered from its own memory.")
