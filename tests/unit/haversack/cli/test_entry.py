"""From words to an exit code: 0 done, 1 known error, 2 wrong usage, 3 a bug of ours."""

import io
import logging
from pathlib import Path

import pytest

from haversack import __version__
from haversack.cli import running
from haversack.cli.entry import WindowRequest, main
from haversack.operations import reporting
from haversack_sync.model.ids import RecordId, show_record_id
from tests.guards.logs import ExpectedLogs
from tests.unit.haversack.cli.conftest import Terminal
from tests.unit.haversack.little_network import PASSPHRASE

NOWHERE = show_record_id(RecordId(bytes(16)))


def test_the_program_says_which_version_it_is_without_a_vault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Haversack {__version__}\n"


def test_a_known_error_in_json_has_a_kind_a_message_and_a_next_step(terminal: Terminal) -> None:
    error = terminal.error("show", NOWHERE)

    assert error == {
        "kind": "no_such_record",
        "message": "There is no record with this id here.",
        "next": "Sync, or look it up with “search”.",
    }
    assert terminal.err == ""


def test_a_known_error_for_people_is_two_lines_on_standard_error(terminal: Terminal) -> None:
    assert terminal.run("show", NOWHERE) == 1

    assert terminal.out == ""
    assert terminal.err.splitlines() == ["There is no record with this id here.", "Sync, or look it up with “search”."]


@pytest.mark.parametrize(
    ("words", "vault", "kind"),
    [
        (("list", "spaceship"), "reader", "unknown_kind"),
        (("search", "x", "--kind", "spaceship"), "reader", "unknown_kind"),
        (("show", "not-an-id"), "reader", "bad_id"),
        (("status",), "nowhere", "vault_missing"),
        (("sync", "--hub", "http://nobody.invalid"), "reader", "link.no_connection"),
        (("sync", "--hub", "gopher://x"), "reader", "link.bad_address"),
        (("edit", NOWHERE, "a=b"), "reader", "no_such_record"),
        (("publish", "nowhere"), "reader", "not_allowed"),
        (("invite", "--organisation", "new:", "--role", "reader"), "coordinator", "bad_organisation_name"),
        (("invite", "--organisation", "new:X", "--role", "coordinator"), "coordinator", "coordinator_invitation"),
        (("invite", "--organisation", NOWHERE, "--role", "reader"), "coordinator", "no_such_organisation"),
        (("files", "get", NOWHERE), "reader", "no_such_record"),
        (("enrol", "nonsense", "--hub", "http://127.0.0.1:1"), "harbour", "bad_code"),
        (("enrol", "-", "--hub", "http://127.0.0.1:1"), "harbour", "bad_code"),
        (
            ("found", "--hub", "http://127.0.0.1:1", "--registration", "x", "--name", " "),
            "founder",
            "bad_name",
        ),
        (
            ("found", "--hub", "http://127.0.0.1:1", "--registration", "x", "--name", "N"),
            "founder",
            "hub_refusal",
        ),
        (("found", "--hub", "nowhere", "--registration", "x", "--name", "N"), "founder", "link.bad_address"),
    ],
)
def test_every_mistake_has_its_kind_and_leaves_no_vault(
    terminal: Terminal, words: tuple[str, ...], vault: str, kind: str
) -> None:
    error = terminal.error(*words, vault=vault)

    assert error["kind"] == kind
    assert error["message"].endswith(".")
    assert error["next"]
    assert not (terminal.network.base / "harbour").exists()
    assert not (terminal.network.base / "founder").exists()


def test_a_refusal_of_the_rules_says_its_reason_to_scripts(terminal: Terminal) -> None:
    own = terminal.json("status")["organisation"]["id"]

    error = terminal.error("edit", own, "services=Mine")

    assert (error["kind"], error["reason"]) == ("refused_by_rules", "role_may_not_write")


def test_mistakes_in_content_are_listed_with_place_and_cure(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "topics").mkdir(parents=True)
    (folder / "network.md").write_text("---\nlanguage: en\nname: N\n---\n")
    (folder / "topics" / "bad.md").write_text("---\nlanguage: en\nnome: Wrong\n---\n")

    error = terminal.error("publish", folder, vault="coordinator")

    assert error["kind"] == "content_mistakes"
    assert all(set(problem) == {"message", "next"} for problem in error["problems"])
    assert any("bad.md" in problem["message"] for problem in error["problems"])
    assert terminal.run("publish", folder, vault="coordinator") == 1
    assert "bad.md" in terminal.err


def test_a_wrong_passphrase_and_a_missing_file_are_said(terminal: Terminal, tmp_path: Path) -> None:
    terminal.passphrase_file.write_text("guess")
    assert terminal.error("status")["kind"] == "wrong_passphrase"
    terminal.passphrase_file = tmp_path / "missing"
    error = terminal.error("status")
    assert error["kind"] == "missing_input"
    assert str(tmp_path / "missing") in error["next"]


@pytest.mark.parametrize("content", [PASSPHRASE, PASSPHRASE + "\r\n", "\ufeff" + PASSPHRASE + "\n"])
def test_a_passphrase_file_may_come_from_any_editor(terminal: Terminal, content: str) -> None:
    terminal.passphrase_file.write_bytes(content.encode())

    assert terminal.run("status") == 0


def test_a_passphrase_file_that_is_no_text_is_said(terminal: Terminal) -> None:
    terminal.passphrase_file.write_bytes(b"\xff\xfe\x00")

    assert terminal.error("status")["kind"] == "missing_input"


def test_where_nobody_can_type_a_passphrase_that_is_said(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody)

    assert terminal.run("status", passphrase=False) == 1
    assert "--passphrase-file" in terminal.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fly",),
        ("list",),
        ("sync", "--budget", "much"),
        ("sync", "--budget", "-5MB"),
        ("sync", "--budget", "inf"),
        ("sync", "--budget", "nan"),
        ("search", "x", "--limit", "0"),
        ("search", "x", "--limit", "-3"),
        ("search", "x", "--limit", "many"),
        ("invite", "--organisation", "new:X", "--role", "king"),
        ("enrol", "code"),
        ("enrol", "code", "--hub", "x", "--from", "y"),
        ("files",),
        ("status", "--colour"),
    ],
)
def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*words, *(["--vault", "v"] if words[1:] or words == ("list",) else [])])

    assert caught.value.code == 2
    assert "usage: haversack" in capsys.readouterr().err


def test_a_size_that_cannot_be_read_says_how_to_write_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sync", "--budget", "much", "--vault", "v"])

    assert "write a size such as 2MB" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["", "sync", "files", "files get"])
def test_help_is_help(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*verb.split(), "--help"])

    assert caught.value.code == 0
    assert "usage: haversack" in capsys.readouterr().out


def test_a_bug_of_ours_is_named_honestly_and_gives_nothing_away(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(logging.ERROR, "bug ZeroDivisionError at", count=2)

    def broken(_workspace: object) -> None:
        raise ZeroDivisionError("Amina’s phone number")

    monkeypatch.setattr(reporting, "status", broken)
    assert terminal.run("status") == 3
    assert "our mistake (ZeroDivisionError)" in terminal.err
    assert "Amina" not in terminal.err + terminal.out
    assert "haversack.cli.verbs:" in terminal.err
    assert "/" not in terminal.err
    assert terminal.json("status", code=3)["error"]["kind"] == "bug"
    assert all("Amina" not in each.getMessage() for each in expected_logs.records)
    # Nor where the program lies, which is often a folder with a person's name; only modules and lines.
    assert all(not {"/", "\\"} & set(each.getMessage()) for each in expected_logs.records)


def test_stopping_by_hand_is_no_bug(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_workspace: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reporting, "status", stopped)

    assert terminal.run("status") == 1
    assert terminal.err.splitlines() == ["Stopped.", "Nothing is lost."]


def test_a_reader_that_has_seen_enough_is_no_error(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())

    assert (
        main(
            [
                "status",
                "--vault",
                str(terminal.network.base / "reader"),
                "--passphrase-file",
                str(terminal.passphrase_file),
            ]
        )
        == 0
    )


def test_a_terminal_that_cannot_show_a_letter_shows_a_mark(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))

    code = main(
        [
            "list",
            "topic",
            "--vault",
            str(terminal.network.base / "reader"),
            "--passphrase-file",
            str(terminal.passphrase_file),
        ]
    )

    assert code == running.DONE
    assert b"Detention" in raw.getvalue()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ([], WindowRequest(None, None)),
        (["window"], WindowRequest(None, None)),
        (["window", "--vault", "v", "--language", "fr"], WindowRequest(Path("v"), "fr")),
        (["window", "--kit", "stick"], WindowRequest(None, None, Path("stick"))),
        (["window", "--try"], WindowRequest(None, None, is_trial=True)),
    ],
)
def test_without_a_verb_the_window_opens_on_whoevers_vaults(typed: list[str], expected: WindowRequest) -> None:
    asked: list[WindowRequest] = []

    def open_window(request: WindowRequest) -> int:
        asked.append(request)
        return 7

    assert main(typed, open_window=open_window) == 7
    assert asked == [expected]


def test_where_there_is_no_window_a_verb_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([])

    assert caught.value.code == 2
    assert "name one of the verbs" in capsys.readouterr().err
