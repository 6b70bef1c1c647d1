"""Mistakes in content files: each with file, line and what to write; nothing is published."""

from pathlib import Path

import pytest

from tests.integration.authored_folders import write_folder
from tests.integration.errors.told import told
from tests.integration.stage import Stage
from tests.integration.world import fingerprints

pytestmark = pytest.mark.story

GOOD_TOPIC = "---\nlanguage: en\nname: Shelter\n---\n\nA roof.\n"


def test_every_mistake_is_told_with_its_place_and_cure(stage: Stage, tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "content",
        {
            "topics/shelter.md": GOOD_TOPIC,
            "topics/law.md": "---\nlanguage: en\nnmae: Law\nname: Law\n---\n",
            "events/day.md": "---\nlanguage: en\ntitle: A day\nstart: 31 May\ntopics: [sheltre]\n---\n",
            "library/guide.md": "---\nlanguage: en\ntitle: A guide\nfiles:\n  - path: files/missing.pdf\n---\n",
            "organisations.csv": "id,name,language,country\nhome,Home,en,Kenya\n",
        },
    )
    before = fingerprints(stage.coordinator.vault)

    error = told(stage.coordinator, "content_mistakes", "publish", str(folder))

    said = [f"{one.message} → {one.next}" for one in error.problems]
    for place, cure in (
        ("topics/law.md, line 3", "name"),
        ("events/day.md, line 4", "2018-12-18"),
        ("events/day.md, line 5", "shelter"),
        ("library/guide.md, line 5", "files/missing.pdf"),
        ("organisations.csv, line 2", "KE"),
    ):
        assert any(place in one and cure in one for one in said), (place, said)
    assert fingerprints(stage.coordinator.vault) == before


@pytest.mark.parametrize("what", ["missing", "empty", "file"])
def test_a_folder_that_holds_no_content(what: str, stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    if what == "empty":
        folder.mkdir()
    elif what == "file":
        folder.write_text("no folder", encoding="utf-8")
    before = fingerprints(stage.coordinator.vault)

    told(stage.coordinator, "content_mistakes", "publish", str(folder))

    assert fingerprints(stage.coordinator.vault) == before


def test_half_a_folder_retires_nothing(stage: Stage, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "content", {"topics/shelter.md": GOOD_TOPIC})

    done = stage.coordinator.publish(folder)

    assert (done.created, done.changed, done.retired) == (1, 0, 0)
    assert len(stage.coordinator.records("topic")) > 10
