"""Names of copies: they stay in their folder, are seen, and differ from each other."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.file_names import safe_names


@pytest.mark.parametrize(
    "name", ["words.txt", "Règles d’asile.pdf", "حقوق.docx", "می‌روم.pdf", "no ending", "a.b.c.odt"]
)
def test_names_that_people_give_stay_as_they_are(name: str) -> None:
    assert safe_names([name]) == [name]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../.bashrc", "_.._.bashrc"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\Windows\\notepad.exe", "C__Windows_notepad.exe"),
        (".hidden", "hidden"),
        ("..", "file"),
        ("", "file"),
        (" . ", "file"),
        ("report.pdf ", "report.pdf"),
        ("report.pdf.", "report.pdf"),
        ("nul", "_nul"),
        ("COM1.txt", "_COM1.txt"),
        ("con.tar.gz", "_con.tar.gz"),
        ("line\nbreak\x00.txt", "linebreak.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("what?*.txt", "what__.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_names_that_would_leave_hide_or_mislead_are_changed(name: str, expected: str) -> None:
    assert safe_names([name]) == [expected]


def test_the_same_name_twice_gets_numbers_whatever_its_case() -> None:
    assert safe_names(["a.txt", "A.TXT", "a.txt", "b", "b"]) == ["a.txt", "A (2).TXT", "a (3).txt", "b", "b (2)"]


def test_a_number_that_is_taken_is_passed_over() -> None:
    assert safe_names(["a (2).txt", "a.txt", "a.txt"]) == ["a (2).txt", "a.txt", "a (3).txt"]


def test_long_names_are_cut_between_characters_and_keep_their_ending() -> None:
    (name,) = safe_names(["ا" * 300 + ".pdf"])

    assert name.endswith("ا.pdf")
    assert len(name.encode()) <= 220


@given(st.lists(st.text(max_size=300), max_size=6))
def test_any_names_stay_in_their_folder_and_differ(names: list[str]) -> None:
    chosen = safe_names(names)

    assert len({name.casefold() for name in chosen}) == len(names)
    for name in chosen:
        for path in (PurePosixPath(name), PureWindowsPath(name)):
            assert path.parts == (name,)
            assert not path.is_absolute()
        assert not name.startswith(".")
        assert 0 < len(name.encode()) < 255
