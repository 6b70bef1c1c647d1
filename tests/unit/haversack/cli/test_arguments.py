"""What can be typed: sizes and counts."""

from pathlib import PureWindowsPath

import pytest

from haversack.cli import arguments
from haversack.cli.arguments import make_parser, parse_size
from haversack.i18n.language import Speaker


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("30000", 30_000),
        ("2MB", 2_000_000),
        ("2 mb", 2_000_000),
        ("500kB", 500_000),
        ("500k", 500_000),
        ("1.5MB", 1_500_000),
        ("1,5 MB", 1_500_000),
        ("3G", 3_000_000_000),
        ("7b", 7),
        (" 10 MB ", 10_000_000),
        ("0.0015kB", 1),
    ],
)
def test_sizes_are_read_in_decimal_units(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "MB", "-1", "2MiB", "2 bananas", "1e3", "inf", "nan", "0x10", "٣MB", "1.2.3", "9" * 50, "2KK"]
)
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a size"):
        parse_size(text)


@pytest.mark.parametrize(("text", "limit"), [("1", 1), ("50", 50), ("9" * 20, 1_000_000)])
def test_a_limit_is_never_more_than_the_database_can_count(text: str, limit: int) -> None:
    words = ["search", "tea", "--vault", "v", "--limit", text]

    assert make_parser(Speaker("en")).parse_args(words).limit == limit


INVITE = ["invite", "--vault", "v", "--organisation", "new:Harbour", "--role", "editor"]


@pytest.mark.parametrize(("typed", "days"), [((), 14), (("--days", "1"), 1), (("--days", "90"), 90)])
def test_an_invitation_can_be_used_for_so_many_days(typed: tuple[str, ...], days: int) -> None:
    assert make_parser(Speaker("en")).parse_args([*INVITE, *typed]).days == days


@pytest.mark.parametrize("days", ["0", "91", "-1", "two"])
def test_nobody_is_invited_for_longer_than_the_network_takes(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make_parser(Speaker("en")).parse_args([*INVITE, "--days", days])

    assert "write a number from 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["kit", "build", "E:", "--vault", "v"], "folder"),
        (["kit", "build", "F:", "--vault", "v", "--installers", "E:"], "installers"),
        (["kit", "check", "E:"], "folder"),
        (["carry", "out", "E:", "--vault", "v"], "folder"),
        (["look", "--from", "E:", "--vault", "v"], "source"),
    ],
)
def test_a_drive_is_the_whole_stick_wherever_somebody_last_was_on_it(
    words: list[str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arguments, "Path", PureWindowsPath)

    assert getattr(make_parser(Speaker("en")).parse_args(words), name) == PureWindowsPath("E:\\")
