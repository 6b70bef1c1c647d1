"""The code that a long run tries: whatever of it changes, nothing that was kept counts any more."""

from pathlib import Path

import pytest

from tests.simulation.tried_code import FOLDERS, fingerprint


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_changed_file_begins_anew(tmp_path: Path, folder: str) -> None:
    before = fingerprint(tmp_path)
    place = tmp_path / folder / "deep"
    place.mkdir(parents=True)
    (place / "one.py").write_text("1")
    one = fingerprint(tmp_path)
    (place / "one.py").write_text("2")

    assert len({before, one, fingerprint(tmp_path)}) == 3


def test_what_is_tried_is_there() -> None:
    assert all((Path(__file__).parents[2] / folder).is_dir() for folder in FOLDERS)
