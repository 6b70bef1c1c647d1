"""What a rehearsal calls a newer version: the same program under a later number, and nothing of the older one."""

from importlib import metadata
from pathlib import Path

import pytest
from newer import newer_release, renumber, versions_in
from packaging.version import Version
from payload.release import this_release


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return the folder of a made-up program that says which version it is."""
    note = tmp_path / "program" / "_internal" / "haversack-0.3.0.dist-info"
    note.mkdir(parents=True)
    (note / "METADATA").write_text("Metadata-Version: 2.4\nName: haversack\nVersion: 0.3.0\nSummary: x\n")
    return tmp_path / "program"


def test_a_newer_version_counts_as_newer() -> None:
    assert Version(newer_release().version) > Version(this_release().version)
    assert newer_release().commit == this_release().commit


def test_a_program_gets_another_number_and_keeps_none_of_the_old(program: Path) -> None:
    renumber(program, "0.3.0.post1")

    assert versions_in(program) == ["0.3.0.post1"]
    (found,) = metadata.distributions(name="haversack", path=[str(program / "_internal")])
    assert found.version == "0.3.0.post1"


def test_what_is_left_of_an_older_version_is_seen(program: Path) -> None:
    (program / "_internal" / "haversack-0.3.1.dist-info").mkdir()

    assert versions_in(program) == ["0.3.0", "0.3.1"]
