"""The main job, told in the terminal with real programs: one hub, three vaults, a connection that comes and goes.

Every sentence with a number is made from what a program answered, and a claim that does not hold ends the story with
exit code 1. Ctrl-C stops everything that it started.
"""

import hashlib
import sys
from pathlib import Path

from stage import Stage, VerbFailedError, files_below, has_screen, stage

_STARTER = Path(__file__).parents[2] / "resources" / "starter"
_PICTURES = Path(__file__).resolve().parents[2] / "build" / "demo"
_LEAST_PICTURES = 12
_COORDINATOR, _FIELD, _EDITOR = "coordinator", "field worker", "organisation"
_ORGANISATION = "Riverbank Legal Aid"
_NEW_HOURS = "Monday to Thursday, 8:30 to 13:00; urgent calls at any time"


class BrokenPromiseError(Exception):
    """Something that the story says is not so."""


def promise(what: str, *, holds: bool) -> None:
    """Check a claim.

    Raises:
        BrokenPromiseError: It does not hold.
    """
    if not holds:
        raise BrokenPromiseError(what)


def size(number: object) -> str:
    """Write a number of bytes for people."""
    return f"{int(str(number)) / 1000:,.1f} KB"


def find(on: Stage, kind: str, title: str, *, who: str) -> str:
    """Return the id of a record by the beginning of its title."""
    found = [one for one in on.many("list", kind, who=who) if str(one["title"]).startswith(title)]
    promise(f"{title} is in {who}'s vault", holds=len(found) == 1)
    return str(found[0]["id"])


def found_and_publish(on: Stage) -> None:
    """A coordinator founds a network and publishes."""
    on.step("A hub starts. It stores and orders sealed envelopes; it cannot read them.")
    on.start_hub()
    on.say(f"It listens on {on.address}.")

    on.step("A coordinator founds a network.")
    network = ["--hub", on.address, "--registration", on.token, "--name", "Sample Network"]
    founded = on.one("found", *network, who=_COORDINATOR)
    on.say(f"“{founded['network']}”, fingerprint {founded['fingerprint']}.")

    on.step("The coordinator publishes the starter content.")
    done = on.one("publish", str(_STARTER), who=_COORDINATOR)
    on.say(f"{done['records']} records and {done['files']} files are sealed on this computer; nothing has left it.")
    synced = on.one("sync", who=_COORDINATOR)
    promise("everything was received", holds=synced["waiting"] == 0)
    on.say(f"Synced: {size(synced['sent_bytes'])} sent. The hub has signed for every change.")
    again = on.one("publish", str(_STARTER), who=_COORDINATOR)
    promise("publishing again sends nothing", holds=again["changes"] == 0)


def invite_and_enrol(on: Stage) -> None:
    """A field worker and an organisation join."""
    on.step("The coordinator invites two people; each gets a code on paper.")
    organisation = find(on, "organisation", _ORGANISATION, who=_COORDINATOR)
    editor = on.one("invite", "--organisation", organisation, "--role", "editor", who=_COORDINATOR)
    reader = on.one("invite", "--organisation", "new:Field Team North", "--role", "reader", who=_COORDINATOR)
    on.one("sync", who=_COORDINATOR)
    on.say(f"A code looks like {'-'.join(['·····'] * 4)}-· and is kept nowhere.")

    on.step("They enrol. The code itself proves that this is the right network.")
    for who, code in ((_FIELD, reader), (_EDITOR, editor)):
        synced = on.one("enrol", str(code["code"]), "--hub", on.address, who=who)
        on.say(f"The {who}: {synced['applied']} changes, {size(synced['received_bytes'])} received.")
    try:
        on.one("enrol", str(reader["code"]), "--hub", on.address, who="stranger")
        promise("a used code is refused", holds=False)
    except VerbFailedError as error:
        promise("a used code is refused as used", holds=error.kind == "invitation")
        on.say("Somebody else tries the field worker's code: " + error.message.split(".")[0] + ".")
    on.one("sync", who=_COORDINATOR)


def read_offline(on: Stage) -> None:
    """The network is gone, and everything can be read."""
    on.step("The hub is switched off. The field worker searches and reads all the same.")
    on.stop_hub()
    for query, language in (("detained", "en"), ("détention", "fr"), ("اللاجئين", "ar")):
        hits = on.many("search", query, "--limit", "3", who=_FIELD, language=language)
        promise(f"“{query}” is found", holds=bool(hits))
        on.say(f"“{query}”: {len(hits)} of the best hits, first “{hits[0]['title']}” ({hits[0]['kind']}).")
    course = on.many("list", "lesson", who=_FIELD)
    lesson = on.one("show", str(course[0]["id"]), who=_FIELD)
    fields = lesson["fields"]
    body = fields.get("body") if isinstance(fields, dict) else None
    promise("a lesson has its text", holds=isinstance(body, dict) and bool(body))
    on.say(f"A lesson, offline: “{lesson['title']}”.")
    try:
        on.one("sync", who=_FIELD)
        promise("a sync without a hub says so", holds=False)
    except VerbFailedError as error:
        promise("the hub cannot be reached", holds=error.kind == "link.hub_away")
        on.say("A sync says: " + error.message.split(".")[0] + ".")


def edit_offline(on: Stage) -> None:
    """An organisation edits offline, and the change reaches another vault at the next contact."""
    on.step("The organisation edits its own profile offline.")
    record = find(on, "organisation", _ORGANISATION, who=_EDITOR)
    on.one("edit", record, f"opening_hours={_NEW_HOURS}", who=_EDITOR)
    shown = on.one("show", record, who=_EDITOR)
    promise("the edit waits", holds=shown["state"] == "waiting")
    on.say("State: Saved here, not sent yet. Nobody else sees it.")

    on.step("The hub is back. The change goes out, and comes in elsewhere.")
    on.start_hub()
    sent = on.one("sync", who=_EDITOR)
    on.say(f"The organisation's computer: {size(sent['sent_bytes'])} up, received by the hub.")
    came = on.one("sync", who=_FIELD)
    on.say(f"The field worker's computer: {size(came['received_bytes'])} down.")
    promise("the change is there", holds=_NEW_HOURS in str(on.one("show", record, who=_FIELD)["fields"]))
    idle = on.one("sync", who=_FIELD)
    total = int(str(idle["sent_bytes"])) + int(str(idle["received_bytes"]))
    on.say(f"A sync where nothing changed costs {total} bytes, both ways together.")


def two_versions(on: Stage) -> None:
    """Two people change the same thing offline, and neither text is lost."""
    on.step("Two people change the same sentence while both are offline.")
    record = find(on, "organisation", _ORGANISATION, who=_EDITOR)
    on.one("sync", who=_COORDINATOR)
    on.stop_hub()
    on.one("edit", record, "summary=We help people in detention to find a lawyer.", who=_EDITOR)
    on.one("edit", record, "summary=Free legal help for people in detention.", who=_COORDINATOR)
    on.start_hub()
    for who in (_EDITOR, _COORDINATOR, _EDITOR, _FIELD):
        on.one("sync", who=who)
    for who in (_EDITOR, _COORDINATOR, _FIELD):
        versions = on.one("show", record, who=who)["versions"]
        values = versions.get("summary@en") if isinstance(versions, dict) else None
        promise(f"{who} sees two versions", holds=isinstance(values, list) and len(values) == 2)
    on.say("All three vaults show two versions. Neither is lost.")
    on.one("edit", record, "summary=Free legal help in detention.", "--resolve", who=_EDITOR)
    on.one("sync", who=_EDITOR)
    on.one("sync", who=_FIELD)
    promise("one version is left", holds=on.one("show", record, who=_FIELD)["versions"] == {})
    on.say("The organisation chooses a wording, and one version is left everywhere.")


def get_files(on: Stage) -> None:
    """Attachments come when asked for, byte for byte."""
    on.step("The field worker gets the files of one guide and takes readable copies out.")
    originals = {hashlib.sha256(path.read_bytes()).digest() for path in files_below([_STARTER])}
    guides = on.many("list", "resource", who=_FIELD)
    ids = (str(one["id"]) for one in guides)
    record = next((one for one in ids if on.one("show", one, who=_FIELD)["files"]), "")
    promise("a guide has files", holds=bool(record))
    on.many("files get", record, who=_FIELD)
    on.exports.mkdir()
    for copy in on.many("export", record, str(on.exports), who=_FIELD):
        path = Path(str(copy["path"]))
        same = hashlib.sha256(path.read_bytes()).digest() in originals
        promise("a copy is what was published, byte for byte", holds=same)
        on.say(f"{path.name}, {size(copy['size'])}: the same bytes as published.")


def look_inside(on: Stage) -> None:
    """Nobody can read it without a passphrase."""
    on.step("Last, a thief looks into the hub's folder and into the vaults.")
    needles = [_NEW_HOURS.encode(), _ORGANISATION.encode(), "détention".encode(), "اللاجئين".encode(), b"Riverbank"]
    folders = [on.hub_folder, *(on.vault(who) for who in (_COORDINATOR, _FIELD, _EDITOR))]
    count = 0
    for path in files_below(folders):
        count += 1
        data = path.read_bytes()
        promise(f"{path.name} holds nothing readable", holds=not any(needle in data for needle in needles))
    on.say(f"{count} files, {len(needles)} phrases searched: none can be read.")


def show_window(on: Stage) -> None:
    """The field worker's window: on the screen, or driven through every page where there is none."""
    on.step("The field worker’s window, on the same vault.")
    if has_screen():
        on.say(f"The passphrase: {on.passphrase}")
        on.say("Look around as long as you like; the story ends when you close the window.")
        on.open_window(_FIELD)
        return
    on.say("There is no screen here, so it is driven through every page and draws into files.")
    taken = on.tour_window(_FIELD, _PICTURES)
    promise(f"at least {_LEAST_PICTURES} pictures were taken", holds=taken >= _LEAST_PICTURES)
    on.say(f"{taken} pictures are in {_PICTURES}")


def tell(on: Stage) -> None:
    """Tell the whole story."""
    found_and_publish(on)
    invite_and_enrol(on)
    read_offline(on)
    edit_offline(on)
    two_versions(on)
    get_files(on)
    look_inside(on)
    show_window(on)


def main() -> int:
    """Tell the story once; return the exit code."""
    try:
        with stage() as on:
            tell(on)
    except KeyboardInterrupt:
        sys.stdout.write("\nStopped. Everything that was started is stopped and removed.\n")
        return 130
    except (BrokenPromiseError, VerbFailedError) as error:
        sys.stderr.write(f"\nThe story ends here, because this did not hold: {error}\n")
        return 1
    sys.stdout.write("\nThat was the main job. Everything that was started is stopped and removed.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
