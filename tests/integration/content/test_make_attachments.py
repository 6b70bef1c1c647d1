"""The attachments of the starter content are what the script makes, neutral and openable."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

PROJECT = Path(__file__).parents[3]
MADE = PROJECT / "resources" / "starter" / "library" / "files"
ARCHIVES = sorted(path for path in MADE.iterdir() if path.suffix in (".docx", ".odt"))
ENTRY = {".docx": "word/document.xml", ".odt": "content.xml"}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script as its module docstring says, without reportlab's warnings about the Python to come."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    return subprocess.run(
        [sys.executable, "-m", "content.make_attachments", *arguments],
        cwd=PROJECT / "packaging",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_committed_files_are_what_the_script_makes() -> None:
    result = run("--check")

    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)


@pytest.mark.parametrize("path", ARCHIVES, ids=[path.name for path in ARCHIVES])
def test_documents_open_and_name_no_person_and_no_time(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    for name, text in parts.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(text)  # noqa: S314 - our own files, made a moment ago
    everything = " ".join(parts.values())
    for word in ("creator", "lastModifiedBy", "dcterms:created", "creation-date", "initial-creator"):
        assert word not in everything
    assert ENTRY[path.suffix] in parts


@pytest.mark.parametrize("form", ["border-sheet", "campaign-page", "detention-log", "safety-page", "work-diary"])
def test_a_form_has_the_empty_rows_that_people_write_in(form: str) -> None:
    text = (PROJECT / "packaging" / "content" / "documents" / f"{form}.en.md").read_text(encoding="utf-8")
    written = re.findall(r"^\|(?!-).+\|$", text, re.MULTILINE)

    with zipfile.ZipFile(MADE / f"{form}.en.docx") as archive:
        document = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 - as above

    assert len(list(document.iter(f"{WORD}tr"))) == len(written)
    assert any(set(row) <= {"|", " "} for row in written)


def test_an_arabic_document_runs_from_right_to_left() -> None:
    with zipfile.ZipFile(MADE / "consent-form.ar.docx") as archive:
        document = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 - as above
    with zipfile.ZipFile(MADE / "detention-card.ar.odt") as archive:
        styles = archive.read("styles.xml").decode()

    paragraphs = [one for one in document.iter(f"{WORD}p") if one.find(f"{WORD}r") is not None]
    assert all(one.find(f"{WORD}pPr/{WORD}bidi") is not None for one in paragraphs)
    assert 'writing-mode="rl-tb"' in styles


def test_a_pdf_names_no_person_and_no_time() -> None:
    for path in MADE.glob("*.pdf"):
        data = path.read_bytes()

        assert data.startswith(b"%PDF-1.4")
        assert b"/Author ()" in data
        assert b"D:20000101000000" in data
        assert b"/Lang" in data


def test_tables_open_in_spreadsheets_in_every_script() -> None:
    for path in MADE.glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
