"""What is said of a kit that was checked: as somebody who gets it will see it."""

from dataclasses import dataclass, field

from haversack.i18n.kit_sentences import built_sentences, check_sentences
from haversack.i18n.language import Speaker


@dataclass(frozen=True)
class Found:
    """A kit."""

    network: str = "Harbour"
    fingerprint: str = "ABCD"
    installers: tuple[str, ...] = ("Haversack.exe",)
    size: int = 5_000_000
    damaged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    is_whole: bool = True
    pages: tuple[str, ...] = ("en", "fa-AF")
    records: dict[str, int] = field(default_factory=lambda: {"course": 1, "module": 2, "organisation": 40})
    titles: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"course": ("First week",), "module": (), "organisation": ("Hill Clinic", "Salt Road")}
    )
    files: int = 3
    files_away: int = 0
    invitations: int = 2
    invited_until: str = "2026-12-24"


def test_what_one_reads_is_said_kind_by_kind_with_a_few_titles() -> None:
    lines = [line.strip() for line in check_sentences(Speaker("en"), Found())]

    assert "Courses: 1 (First week)" in lines
    assert "Modules: 2" in lines
    assert "Organisations: 40 (Hill Clinic · Salt Road · …)" in lines
    assert "START-HERE can be read in: English, Dari" in lines
    assert any(line.startswith("2 open invitations work with it.") for line in lines)
    assert any(line.endswith(" The last day on which one works is 24 December 2026.") for line in lines)


def test_a_kit_from_which_nobody_can_join_and_that_tells_nobody_how_to_begin_says_so() -> None:
    lines = check_sentences(Speaker("en"), Found(pages=(), invitations=0))

    assert "No open invitation works with it: with this kit one looks around, and does not join." in lines
    assert "There is no START-HERE page: nobody is told how to begin." in lines


def test_of_much_that_lies_beside_a_kit_a_few_names_are_said_and_how_many_there_are() -> None:
    some = check_sentences(Speaker("en"), Found(beside=("a", "b")))
    many = check_sentences(Speaker("en"), Found(beside=tuple("abcdefgh")))

    title = "Also there, not part of the kit: {}. Look whether it belongs there:"
    assert [line.strip() for line in some[-4:]] == [title.format(2), "a", "b", "Every file is what was built."]
    assert [line.strip() for line in many[-8:-1]] == [title.format(8), *"abcde", "…"]


@dataclass(frozen=True)
class Lying:
    """A kit that was built."""

    is_afresh: bool
    size: int = 5_000_000
    invitations: int = 1
    invited_until: str = ""
    away: int = 0
    is_complete: bool = True


def test_a_kit_that_was_perhaps_not_read_from_the_stick_says_so() -> None:
    from_stick, perhaps_not = (built_sentences(Speaker("en"), Lying(is_afresh=known)) for known in (True, False))

    assert perhaps_not[:-1] == from_stick
    assert perhaps_not[-1].startswith("This system may have answered from its own memory.")
