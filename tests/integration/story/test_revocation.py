"""T1, T2 and I3 with real processes: a laptop that is taken out of the network, its sister, and altered sticks."""

import json
from pathlib import Path

import pytest

from haversack_sync.model.authority_entries import Revoke, encode_body
from haversack_sync.model.ids import DeviceId, parse_device_id
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import StanzasFrame, decode_frame
from tests.integration.processes import HUB, run
from tests.integration.stage import EDITORS, Stage, find
from tests.integration.world import Computer

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


def by_stick(stage: Stage, place: Path) -> Path:
    """Let the hub's operator bring a stick up to date; return the network's folder on it."""
    command = [str(HUB), "carry", str(place), "--data", str(stage.world.hub.folder)]
    assert run(command, stage.world.environment, stage.world.folder).code == 0
    (folder,) = place.iterdir()
    return folder


def carried_in(computer: Computer, place: Path) -> object:
    """Read a stick; return what was wrong with it."""
    return computer.ask(dict, "carry", "in", str(place))["problem"]


def services(computer: Computer, record: str) -> object:
    return computer.show(record).fields.get("services")


def holders_of_later_keys(folder: Path) -> set[bytes]:
    """Return for whom keys of later epochs lie on a stick."""
    frames = map(decode_frame, FrameSplitter().feed((folder / "stanzas").read_bytes()))
    stanzas = [one for frame in frames if isinstance(frame, StanzasFrame) for one in frame.stanzas]
    return {bytes(one.recipient) for one in stanzas if one.number > 1}


def network_file(folder: Path) -> Path:
    """Return the history of trust on a stick; it is short, so it is one file."""
    (found,) = folder.glob("feed-0-*")
    return found


def sister_of(stage: Stage, organisation: str) -> Computer:
    """Let another computer of an organisation in."""
    code = stage.coordinator.invite(organisation, "editor")
    stage.coordinator.sync()
    sister = stage.world.computer("sister")
    sister.enrol(code, stage.world.hub.address)
    return sister


def test_t1_t2_a_laptop_is_taken_out_of_the_network_and_only_its_own_vault_goes_and_only_by_a_verified_entry(
    stage: Stage, tmp_path: Path
) -> None:
    stage.raise_curtain()
    organisation = find(stage.coordinator, "organisation", EDITORS)
    sister, editor, field = sister_of(stage, organisation), stage.editor, stage.field
    stage.coordinator.sync()
    (own, *_) = [
        str(one["id"])
        for one in stage.coordinator.ask(list[dict[str, object]], "devices")
        if one["organisation"] == EDITORS
    ]
    before, after, late = tmp_path / "before", tmp_path / "after", tmp_path / "late"
    by_stick(stage, before)
    editor.edit(organisation, "services=Late words")
    sister.edit(organisation, "website=https://sister.example")
    editor.ask(dict, "carry", "out", str(late), "--own-only")

    stage.coordinator.ask(dict, "revoke", own, "--yes")
    stage.coordinator.sync()
    sister.sync()
    stage.coordinator.edit(organisation, "summary=Under the new key")
    stage.coordinator.sync()

    # Its sister is unharmed: what waited there is published, and it reads what is sealed under the new key.
    sister.sync()
    assert sister.show(organisation).state == "published"
    assert "Under the new key" in json.dumps(sister.show(organisation).fields)

    # What it wrote too late came by a courier: no entry, but the coordinator reads it.
    by_stick(stage, late)
    assert "Late words" not in json.dumps(services(sister, organisation))
    stage.coordinator.sync()
    (found,) = stage.coordinator.ask(list[dict[str, object]], "late")
    assert (found["device"], found["title"]) == (own, EDITORS)
    assert "Late words" in json.dumps(found["says"])

    # Nothing new for it by stick: no key of a later epoch is for it; its sister's is there.
    folder = by_stick(stage, after)
    holders = holders_of_later_keys(folder)
    assert holders
    assert bytes(parse_device_id(own)) not in holders

    # A stick from before says nothing of it, and one whose revocation was turned against it is no word either.
    assert carried_in(editor, before) is None
    newest = network_file(folder)
    entry, forged = encode_body(Revoke(parse_device_id(own))), encode_body(Revoke(DeviceId(b"somebody")))
    genuine = newest.read_bytes()
    assert genuine.count(entry) == 1
    newest.write_bytes(genuine.replace(entry, forged))
    assert editor.refused("carry", "in", str(after)).kind == "bad_signature"
    assert editor.status().role == "editor"

    # T2: content that stands behind the revocation, without it, is held back; and with it, there.
    (old,) = before.iterdir()
    newest.write_bytes(network_file(old).read_bytes())
    assert field.run("carry", "in", str(after), "--json").code in (0, 1)
    assert "Under the new key" not in json.dumps(field.show(organisation).fields)
    newest.write_bytes(genuine)
    assert carried_in(field, after) is None
    assert "Under the new key" in json.dumps(field.show(organisation).fields)

    # On contact with the genuine entry its vault goes, and it says why.
    answer = editor.run("carry", "in", str(after), "--json")
    assert answer.code == 1, answer
    assert json.loads(answer.out)["error"]["kind"] == "revoked"
    assert not editor.vault.exists()
    assert sister.vault.exists()
    sister.sync()
    assert sister.status().refused == 0


def test_t1_on_contact_with_the_hub_a_revoked_laptop_destroys_its_vault_and_another_one_is_not_asked(
    stage: Stage,
) -> None:
    stage.raise_curtain()
    (device,) = [
        str(one["id"])
        for one in stage.coordinator.ask(list[dict[str, object]], "devices")
        if one["organisation"] == EDITORS
    ]
    stage.coordinator.ask(dict, "revoke", device, "--yes")
    stage.coordinator.sync()

    assert stage.editor.refused("sync", *stage.editor.online()).kind == "revoked"

    assert not stage.editor.vault.exists()
    stage.field.sync()
    assert stage.field.status().role == "reader"
