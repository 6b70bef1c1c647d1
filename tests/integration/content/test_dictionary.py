"""The dictionary contains what it was trained on, so: only what everybody may read, and the same bytes each time."""

import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from make_dictionary import PROJECT, module_text, open_records, samples, trained
from phrases import SITES

from haversack.operations.authoring import AuthoredRecord, read_folder, resolve
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol import dictionaries

STARTER = PROJECT / "resources" / "starter"
SAMPLE = PROJECT / "tests" / "data" / "sample_network"
FOR_MEMBERS = "Canary of the members, ask for Zaynab at the green door behind the mill"
FOR_COORDINATORS = "Canary of the coordinators, the van leaves from Quarry Road at nine"
FOR_ALL = "Everybody may read that the office by the lighthouse has moved"


def topic(folder: Path, slug: str, text: str, audience: str) -> None:
    page = folder / "topics" / f"{slug}.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(
        f"---\nname: {slug}\nlanguage: en\naudience: {audience}\ntaxonomy: topic\nsummary: {text}\n---\n{text}\n",
        "utf-8",
    )


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a folder in which some topics are for members or coordinators."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "network.md").write_text((SAMPLE / "network.md").read_text("utf-8"), "utf-8")
    for number in range(40):
        topic(folder, f"open-{number}", FOR_ALL, "open")
        topic(folder, f"members-{number}", FOR_MEMBERS, "members")
        topic(folder, f"coordinators-{number}", FOR_COORDINATORS, "coordinators")
    return folder


@pytest.fixture(scope="module")
def starter() -> list[AuthoredRecord]:
    """Return what everybody may read of the starter content."""
    return open_records(STARTER)


def bodies(folder: Path) -> list[bytes]:
    return samples(open_records(folder), rng=random.Random(2))


def test_nothing_that_is_not_for_everybody_gets_into_a_dictionary(content: Path) -> None:
    given = bodies(content)
    made = trained(given)

    assert FOR_ALL.encode() in b"".join(given)
    assert b"lighthouse" in made
    for secret in (FOR_MEMBERS, FOR_COORDINATORS):
        assert secret.encode() not in b"".join(given)
    for word in (b"Zaynab", b"green door", b"Quarry", b"Canary"):
        assert word not in made


def private_texts(folder: Path) -> list[bytes]:
    """Return the values of every record that is not for everybody."""
    found: list[bytes] = []
    for one in read_folder(folder).records:
        record = resolve(one, root=bytes(32), file_values={file.path: {} for file in one.files})
        if record.audience is not AudienceType.OPEN:
            found.extend(record.content.groups.values())
    return found


def test_the_shipped_dictionary_holds_no_text_of_the_sample_networks_members(starter: list[AuthoredRecord]) -> None:
    """Their organisations are invented, and stand for everybody's: what only members may read is in no dictionary."""
    window, shipped = 24, dictionaries.dictionary(2).as_bytes()
    held = {shipped[start : start + window] for start in range(len(shipped))}
    common = b"\n".join(samples(starter, rng=random.Random(2)))

    texts = private_texts(SAMPLE)
    pieces = {text[start : start + window] for text in texts for start in range(len(text) - window + 1)}
    found = {piece for piece in pieces & held if piece not in common}

    assert len(pieces) > 5_000
    assert found == set()


def test_the_starter_content_teaches_it_every_kind_in_every_language(starter: list[AuthoredRecord]) -> None:
    languages = {
        language for record in starter for value in record.fields.values() if isinstance(value, Mapping)
        for language in value
    }  # fmt: skip

    assert {record.kind for record in starter} == set(KINDS)
    assert {"en", "fr", "es", "ar", "my", "fa-AF"} <= languages
    shipped = dictionaries.dictionary(2).as_bytes()
    for text in ("opening_hours@", "organisation", "summary@ar", "Monday to Friday", SITES[0]):
        assert text.encode() in shipped
    for letters in ("ال", "မ", "ción", "réfugié"):
        assert letters.encode() in shipped


def test_the_same_content_gives_the_same_bytes_in_another_process_too(content: Path) -> None:
    here = trained(bodies(content))
    code = (
        "import sys, random; from pathlib import Path; import make_dictionary as m;"
        "sys.stdout.write(m.trained(m.samples(m.open_records(Path(sys.argv[1])), rng=random.Random(2))).hex())"
    )
    places = [PROJECT / "packaging" / name for name in ("dictionary", "starter")]
    made = subprocess.run(
        [sys.executable, "-c", code, str(content)],
        env={"PYTHONPATH": ":".join(map(str, places)), "PYTHONHASHSEED": "7", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert made.stdout == here.hex()


def test_the_module_of_a_dictionary_is_as_the_script_writes_it() -> None:
    kept = (PROJECT / "sync" / "haversack_sync" / "protocol" / "dictionary_2.py").read_text("ascii")

    assert module_text(2, dictionaries.dictionary(2).as_bytes()) == kept


def test_the_folder_that_is_opened_to_everybody_is_a_copy(content: Path) -> None:
    before = {path: path.read_bytes() for path in content.rglob("*.md")}

    open_records(content)

    assert {path: path.read_bytes() for path in content.rglob("*.md")} == before
