from pathlib import Path

import pytest

from haversack.operations.authoring import AuthoredFile
from tests.unit.haversack.operations.authoring.authoring_folder import read, read_one

GUIDE = "---\nlanguage: en\ntitle: Guide\nfiles:{}\n---\n"


def test_an_attachment_has_name_path_type_size_language_and_title(tmp_path: Path) -> None:
    listed = "\n  - path: files/first hours.PDF\n    language: fa_af\n    title: 'Card: print it'"

    record = read_one(tmp_path, {"library/a.md": GUIDE.format(listed), "library/files/first hours.PDF": b"12345"})

    assert record.files == (
        AuthoredFile(
            name="first hours.PDF",
            path="library/files/first hours.PDF",
            on_disk=tmp_path / "library" / "files" / "first hours.PDF",
            media_type="application/pdf",
            size=5,
            language="fa-AF",
            title="Card: print it",
        ),
    )


@pytest.mark.parametrize("listed", [" a.pdf | b.csv", " [a.pdf, b.csv]", "\n  - ./a.pdf\n  - path: b.csv"])
def test_attachments_may_be_listed_in_three_ways(tmp_path: Path, listed: str) -> None:
    record = read_one(
        tmp_path, {"library/x/a.md": GUIDE.format(listed), "library/x/a.pdf": "1", "library/x/b.csv": "2"}
    )

    assert [(file.path, file.media_type) for file in record.files] == [
        ("library/x/a.pdf", "application/pdf"),
        ("library/x/b.csv", "text/csv"),
    ]


def test_a_table_lists_paths_from_its_own_folder(tmp_path: Path) -> None:
    record = read_one(
        tmp_path, {"library.csv": "id,language,title,files\na,en,A,library/files/a.md\n", "library/files/a.md": "text"}
    )

    assert [(file.name, file.media_type) for file in record.files] == [("a.md", "text/markdown")]


def test_two_records_may_share_an_attachment(tmp_path: Path) -> None:
    records = read(
        tmp_path, {"library/a.md": GUIDE.format(" c.pdf"), "library/b.md": GUIDE.format(" c.pdf"), "library/c.pdf": "x"}
    ).records

    assert [file.path for record in records for file in record.files] == ["library/c.pdf", "library/c.pdf"]


def test_names_are_found_whatever_form_the_disk_keeps_them_in(tmp_path: Path) -> None:
    record = read_one(tmp_path, {"library/a.md": GUIDE.format(" café.pdf"), "library/cafe\u0301.pdf": "x"})

    assert [file.name for file in record.files] == ["café.pdf"]
    assert record.files[0].on_disk.read_text(encoding="utf-8") == "x"
