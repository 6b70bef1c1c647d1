"""The verbs as scripts rely on them: names, flags, JSON, lines, exit codes."""

import io
from pathlib import Path

import pytest

from haversack.store import outbox, values
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.operations import Change, Set
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.limits import HubLimits
from tests.simulation.rig import TOKEN
from tests.unit.haversack.cli.conftest import Terminal
from tests.unit.haversack.little_network import ATTACHMENT, CONTENT, LittleNetwork, record, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    changed = dict(CONTENT) | {"topics/new.md": "---\nlanguage: en\nname: Something new\n---\n"}
    return write_folder(tmp_path / "folder", changed)


def words(terminal: Terminal) -> str:
    """Return the id of the resource with files."""
    (found,) = terminal.json("list", "resource")
    return str(found["id"])


def topic(terminal: Terminal, title: str = "Detention") -> str:
    (found,) = [one["id"] for one in terminal.json("list", "topic") if one["title"] == title]
    return str(found)


def test_status_says_who_and_how_current(terminal: Terminal) -> None:
    answer = terminal.json("status")

    assert answer["network"] == "Little network"
    assert (answer["organisation"]["name"], answer["role"]) == ("Hill Clinic", "reader")
    assert answer["records"] == {"network": 1, "organisation": 2, "resource": 1, "topic": 2}
    assert {"position", "last_contact", "waiting", "fingerprint", "refused"} <= set(answer)
    lines = terminal.lines("status")
    assert "Network: Little network" in lines
    assert any(line.startswith("Organisation: Hill Clinic (") for line in lines)
    assert "Nothing is waiting." in lines
    assert any(
        "only here further coordinators are invited" in line for line in terminal.lines("status", vault="coordinator")
    )


def test_list_and_show_give_what_was_promised(terminal: Terminal) -> None:
    listed = terminal.json("list", "topic")
    assert [set(one) for one in listed] == [
        {"id", "kind", "title", "summary", "state", "has_two_versions"},
    ] * 2
    assert [one["title"] for one in listed] == ["Detention", "Statelessness"]
    shown = terminal.json("show", words(terminal))
    assert {"id", "kind", "audience", "shelf", "state", "fields", "files"} <= set(shown)
    assert shown["fields"]["title"] == {"en": "Words we use"}
    assert [(file["name"], file["size"], file["is_here"]) for file in shown["files"]] == [
        ("words.txt", len(ATTACHMENT), False),
        ("more.csv", 28, False),
    ]
    assert terminal.lines("list", "topic")[0].endswith("  Detention")
    lines = terminal.lines("show", words(terminal))
    assert lines[0] == "Words we use"
    assert "title (en): Words we use" in lines
    assert "words.txt · text/plain · 42 KB · not on this computer" in lines


def test_an_empty_list_says_so(terminal: Terminal) -> None:
    assert terminal.json("list", "event") == []
    assert terminal.lines("list", "event") == ["Nothing of this kind is here yet. It comes with the next sync."]


def test_search_gives_places_and_scores(terminal: Terminal) -> None:
    (found,) = terminal.json("search", "citizen", "--kind", "topic", "--limit", "5")
    assert set(found) == {"id", "kind", "title", "snippet", "score", "marks"}
    assert found["title"] == "Statelessness"
    lines = terminal.lines("search", "citizen")
    assert lines[0].endswith("  Statelessness  (topic)")
    assert "citizen" in lines[1].lower()
    assert terminal.lines("search", "xylophone") == ["Nothing on this computer matches."]


def test_an_edit_waits_and_a_sync_sends_it(terminal: Terminal) -> None:
    own = terminal.json("status", vault="editor")["organisation"]["id"]

    assert terminal.json("edit", own, "services=Rafting", "languages+=fr", vault="editor") == {"operations": 2}
    marked = [line for line in terminal.lines("list", "organisation", vault="editor") if "Riverside" in line]
    assert marked[0].endswith("[Not sent yet]")
    assert terminal.lines("edit", own, "city=Nairobi", vault="editor") == [
        "Saved here. Not sent yet: it leaves at the next sync."
    ]
    assert terminal.lines("edit", own, "city=Nairobi", vault="editor") == ["Nothing is new."]
    lines = terminal.lines("status", vault="editor")
    assert "2 changes are not received yet." in lines

    answer = terminal.json("sync", vault="editor")

    assert {
        "sent_bytes",
        "received_bytes",
        "applied",
        "waiting",
        "refused",
        "two_versions",
        "position",
        "files_waiting_bytes",
    } <= set(answer)
    assert (answer["waiting"], answer["applied"]) == (0, 2)
    shown = terminal.json("show", own, vault="editor")
    assert shown["state"] == "published"
    assert shown["fields"]["city"] == "Nairobi"


def test_a_sync_says_in_lines_what_it_did(terminal: Terminal) -> None:
    lines = terminal.lines("sync", "--budget", "2MB", "--hub", "http://127.0.0.1:9999")

    assert lines[0].startswith("Sent ")
    assert "Nothing is waiting: everything written here has been received." in lines
    assert any(line.startswith("Files that are not on this computer: ") for line in lines)
    assert "There is more to come: sync again to go on." in terminal.lines("sync", "--budget", "0")


def test_two_versions_are_shown_and_resolved(terminal: Terminal) -> None:
    own = terminal.json("status", vault="editor")["organisation"]["id"]
    terminal.run("edit", own, "services=One", vault="editor")
    terminal.run("edit", own, "services=Two", vault="coordinator")
    terminal.run("sync", vault="editor")
    terminal.run("sync", vault="coordinator")
    assert any("1 record has two versions" in line for line in terminal.lines("sync", vault="editor"))

    assert any(line.endswith("[two versions]") for line in terminal.lines("list", "organisation", vault="editor"))
    shown = terminal.lines("show", own, vault="editor")
    assert shown[-3:] == ["Two versions of services@en; neither is lost:", "  1. One", "  2. Two"]
    assert terminal.json("show", own, vault="editor")["versions"] == {"services@en": ["One", "Two"]}
    assert terminal.json("edit", own, "services=Both", "--resolve", vault="editor") == {"operations": 1}
    assert terminal.json("sync", vault="editor")["two_versions"] == 0


def test_files_are_got_and_exported(terminal: Terminal, tmp_path: Path) -> None:
    record_id = words(terminal)

    files = terminal.json("files", "get", record_id)
    assert [file["is_here"] for file in files] == [True, True]
    assert "words.txt · text/plain · 42 KB · on this computer" in terminal.lines("files", "get", record_id)
    copies = terminal.json("export", record_id, tmp_path / "copies")

    assert [(Path(copy["path"]).name, copy["size"]) for copy in copies] == [("words.txt", 42_000), ("more.csv", 28)]
    assert (tmp_path / "copies" / "words.txt").read_bytes() == ATTACHMENT
    assert "anybody who has this folder can read them" in terminal.err
    assert terminal.lines("export", record_id, tmp_path / "again")[0].endswith("words.txt (42 KB)")


def test_publishing_says_what_it_wrote(terminal: Terminal, folder: Path) -> None:
    answer = terminal.json("publish", folder, vault="coordinator")

    assert answer == {
        "records": 6,
        "created": 1,
        "changed": 0,
        "retired": 0,
        "changes": 1,
        "files": 0,
        "file_bytes": 0,
    }
    lines = terminal.lines("publish", folder, "--retire-missing", vault="coordinator")
    assert lines == [
        "6 records read: 0 new, 0 changed, 0 put away. 0 files sealed (0 bytes).",
        "0 changes wait for the next sync.",
    ]


def test_an_invitations_code_stands_alone_on_the_last_line_and_lets_somebody_in(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = terminal.lines("invite", "--organisation", "new: Harbour ", "--role", "editor", vault="coordinator")[-1]
    other = terminal.json(
        "invite",
        "--organisation",
        terminal.json("list", "organisation")[0]["id"],
        "--role",
        "reader",
        vault="coordinator",
    )["code"]
    assert len(code) == len(other) == 25
    terminal.run("sync", vault="coordinator")

    answer = terminal.json("enrol", code, "--hub", "http://127.0.0.1:1", "--label", "laptop", vault="harbour")
    assert answer["is_complete"]
    assert terminal.json("status", vault="harbour")["organisation"]["name"] == "Harbour"
    monkeypatch.setattr("sys.stdin", io.StringIO(other + "\n"))
    assert terminal.run("enrol", "-", "--hub", "http://127.0.0.1:1", vault="second") == 0


def test_a_network_is_founded_with_one_passphrase(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = LittleNetwork(tmp_path / "fresh")
    fresh.base.mkdir()
    terminal.network.hub = fresh.hub
    typed = iter(["one two three", "one two", "one two three four", "one two three four"])
    prompts = list[str]()

    def type_it(prompt: str) -> str:
        prompts.append(prompt)
        return next(typed)

    monkeypatch.setattr("getpass.getpass", type_it)
    words_of_found = ("found", "--hub", "http://127.0.0.1:1", "--registration", TOKEN, "--name", "Fresh")
    assert terminal.run(*words_of_found, vault="founder", passphrase=False) == 0

    assert prompts == ["Passphrase: ", "The same again: "] * 2
    assert terminal.out.splitlines()[0] == "The network “Fresh” is founded."
    assert "way back until the recovery sheet exists" in terminal.err
    assert "The two are not the same. Type it again." in terminal.err
    assert list(typed) == []


def test_founding_in_json(tmp_path: Path, terminal: Terminal) -> None:
    fresh = LittleNetwork(tmp_path / "fresh")
    fresh.base.mkdir()
    terminal.network.hub = fresh.hub

    answer = terminal.json(
        "found", "--hub", "http://127.0.0.1:1", "--registration", TOKEN, "--name", "Fresh", vault="founder"
    )

    assert set(answer) == {"network", "fingerprint", "role"}
    assert terminal.json("status", vault="founder")["fingerprint"] == answer["fingerprint"]


def test_titles_come_in_the_language_that_was_asked_for(terminal: Terminal) -> None:
    terminal.run("edit", topic(terminal), "name@fr=Rétention", vault="coordinator")

    assert terminal.json("list", "topic", "--language", "fr", vault="coordinator")[0]["title"] == "Rétention"
    assert terminal.json("list", "topic", vault="coordinator")[0]["title"] == "Detention"


def test_what_others_wrote_moves_no_cursor(terminal: Terminal) -> None:
    evil = "Red \x1b[31malert\x1b]0;owned\x07 here\u009b2J"
    terminal.run("edit", topic(terminal), f"name={evil}", f"summary={evil}\nsecond line", vault="coordinator")

    for verb in (("list", "topic"), ("show", topic(terminal)), ("search", "alert")):
        terminal.run(*verb, vault="coordinator")
        assert not {"\x1b", "\x07", "\u009b"} & set(terminal.out)
        assert "\ufffd[31malert" in terminal.out
    assert terminal.json("list", "topic", vault="coordinator")[0]["title"] == evil


def test_enrolling_from_a_folder_needs_a_network_in_it(terminal: Terminal, tmp_path: Path) -> None:
    error = terminal.error("enrol", "0000-0000", "--from", tmp_path / "nowhere", vault="harbour")

    assert error["kind"] == "link.bad_folder"


def test_ids_are_those_of_the_records(terminal: Terminal, network: LittleNetwork) -> None:
    reader = network.open("reader")
    expected = show_record_id(record(reader, "topic", "detention"))
    reader.vault.close()

    assert topic(terminal) == expected


def test_a_vault_that_knows_no_hub_asks_for_its_address(terminal: Terminal, network: LittleNetwork) -> None:
    reader = network.open("reader")
    with reader.replica.transaction() as connection:
        values.write_value(connection, values.HUB_ADDRESS, b"")
    reader.vault.close()

    assert terminal.error("sync")["kind"] == "link.no_hub"
    assert terminal.run("sync", "--hub", "http://127.0.0.1:1") == 0


def test_what_was_refused_is_said(terminal: Terminal, network: LittleNetwork) -> None:
    coordinator = network.open("coordinator")
    with coordinator.replica.transaction() as connection:
        change = Change(1, RecordId(bytes(16)), "topic", (Set("name@en", (), encode("Nowhere")),))
        feed = coordinator.feed(AudienceType.OPEN, "library").handle
        outbox.queue_change(connection, change, feed=feed, signer=coordinator.own, created_ms=1)
    coordinator.vault.close()

    assert terminal.lines("sync", vault="coordinator")[2:4] == [
        "Nothing is waiting.",
        "1 change was not accepted.",
    ]


def test_what_cannot_be_sent_today_is_said(terminal: Terminal, network: LittleNetwork) -> None:
    network.restart_hub(limits=HubLimits(changes_per_coordinator_and_day=0))
    terminal.run("edit", topic(terminal), "summary=Later", vault="coordinator")

    assert "1 change of yours is not received yet." in terminal.lines("sync", vault="coordinator")


def test_looking_around_needs_no_invitation_and_names_the_fingerprint(terminal: Terminal) -> None:
    answer = terminal.json("look", "--hub", "http://127.0.0.1:1", vault="visitor")

    assert (answer["network"], answer["waiting"], answer["is_complete"]) == ("Little network", 0, True)
    assert answer["fingerprint"] == terminal.json("status", vault="coordinator")["fingerprint"]
    status = terminal.json("status", vault="visitor")
    assert (status["role"], status["organisation"]) == ("visitor", None)
    assert status["records"] == {"network": 1, "resource": 1, "topic": 2}
    assert terminal.error("edit", topic(terminal), "summary=Mine", vault="visitor")["reason"] == "looking_around"
    assert terminal.run("sync", vault="visitor") == 0


def test_looking_around_says_what_it_is_and_what_to_compare(terminal: Terminal) -> None:
    lines = terminal.lines("look", "--hub", "http://127.0.0.1:1", vault="visitor")

    assert lines[0] == "You are looking around in “Little network”. Nobody was told who you are."
    assert lines[1].startswith("Its fingerprint is ")
    assert "Compare it" in lines[2]


def test_looking_around_with_another_fingerprint_makes_nothing(terminal: Terminal, network: LittleNetwork) -> None:
    hub = ("--hub", "http://127.0.0.1:1")

    wrong = terminal.error("look", *hub, "--fingerprint", "0000 " * 8, vault="visitor")
    typing_mistake = terminal.error("look", *hub, "--fingerprint", "0000", vault="visitor")

    assert (wrong["kind"], typing_mistake["kind"]) == ("other_network", "bad_fingerprint")
    assert not (network.base / "visitor").exists()
    right = str(terminal.json("status")["fingerprint"])
    assert terminal.run("look", *hub, "--fingerprint", right, vault="visitor") == 0


def test_enrolling_in_the_vault_in_which_somebody_looked_around_keeps_it(terminal: Terminal) -> None:
    hub = ("--hub", "http://127.0.0.1:1")
    terminal.run("look", *hub, vault="visitor")
    code = terminal.json("invite", "--organisation", "new:Harbour", "--role", "reader", vault="coordinator")["code"]
    terminal.run("sync", vault="coordinator")

    assert terminal.json("enrol", code, *hub, vault="visitor")["waiting"] == 0

    status = terminal.json("status", vault="visitor")
    assert (status["role"], status["organisation"]["name"]) == ("reader", "Harbour")
    assert terminal.error("enrol", code, *hub, vault="visitor")["kind"] == "vault_exists"


def test_invitations_with_sheets_are_made_for_kits_that_are_built_later(terminal: Terminal, tmp_path: Path) -> None:
    wanted = ("--organisation", "new:Harbour", "--sheets", tmp_path / "sheets", "--invitations", 2)
    made = terminal.json("kit", "invite", *wanted, vault="coordinator")

    assert made["invitations"] == 2
    assert Path(made["sheets"]).read_text(encoding="utf-8").count("<section>") == 2
    lines = terminal.lines("kit", "invite", *wanted[:4], vault="coordinator")
    assert "work with every kit that is built after it" in lines[-1]
    assert len(list((tmp_path / "sheets").iterdir())) == 2
    refused = terminal.error("kit", "invite", *wanted, vault="reader")
    assert refused["kind"] == "not_allowed"
    assert terminal.error("kit", "invite", *wanted[:2], vault="coordinator")["kind"] == "kit"
