"""G16 by real bytes: nothing of what was erased is in any file of a vault or the hub; old sticks bring none back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations.carrying_in import carry_in
from haversack.operations.carrying_out import Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.erasing import erase, erasures
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes
from haversack.operations.waiting_changes import waiting_changes
from haversack.operations.workspace import Workspace
from haversack.store import schema
from haversack.store.vault import DATABASE_FILE
from haversack_sync.hub.carry import carry
from haversack_sync.model.ids import RecordId
from haversack_sync.model.roles import Role
from tests.security.test_vault_at_rest import decrypted_pages
from tests.unit.haversack.little_network import CONTENT, own_organisation, write_folder
from tests.unit.haversack.operations.carrying import Stick, make_stick

CANARY = "Xylophonique"
WORDS = (b"ylophonique", CANARY.encode("utf-16-le"))
"""A term of the index shares its beginning with the one before it, so only its end is sure to be there."""


@dataclass
class People:
    """A coordinator, an editor whose organisation is to be erased, and an old stick with all of it."""

    made: Stick
    coordinator: Workspace
    editor: Workspace
    house: RecordId

    @property
    def old(self) -> Path:
        return self.made.place.with_name("old")

    def sealed(self) -> list[bytes]:
        """Return a piece of each sealed change of the house, as the editor has it."""
        with self.editor.replica.reading() as connection:
            table = schema.outbox
            rows = connection.execute(sa.select(table.c.envelope).where(table.c.record == self.house)).scalars()
            return [bytes(one)[-60:-20] for one in rows if one is not None]


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    made = make_stick(tmp_path)
    network = made.network
    coordinator = network.found()
    publish(coordinator, write_folder(tmp_path / "content", CONTENT))
    code = invite(coordinator, ForNewOrganisation("House of Amal", "en"), Role.EDITOR)
    network.sync(coordinator)
    editor = network.enrol("editor", code)
    network.sync(coordinator, editor)
    house = own_organisation(editor)
    edit(editor, house, [f"summary={CANARY} clinic"])
    edit(editor, house, [f"description={CANARY} again"])
    network.sync(editor, coordinator)
    found = People(made, coordinator, editor, house)
    carry(made.data, found.old, clock=network.clock)
    yield found
    network.close()


def pages(workspace: Workspace) -> bytes:
    """Close a vault and return what its database says in plain, and all its other files."""
    folder, key = workspace.vault.folder, workspace.vault.keys.database
    workspace.vault.close()
    assert not (folder / f"{DATABASE_FILE}-wal").exists()
    others = [one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file() and one.name != DATABASE_FILE]
    return b"".join([*decrypted_pages(folder / DATABASE_FILE, key), *others])


def at_hub(made: Stick) -> bytes:
    """Return every byte that the hub keeps, its log too."""
    return b"".join(one.read_bytes() for one in sorted(made.data.rglob("*")) if one.is_file())


def left(raw: bytes, wanted: list[bytes]) -> int:
    return sum(one in raw for one in wanted)


def test_h4_g16_nothing_of_it_is_in_any_file_and_old_sticks_bring_none_back(people: People) -> None:
    made, coordinator, editor = people.made, people.coordinator, people.editor
    network, sealed = made.network, people.sealed()
    # Written before the editor hears of the erasure; it lies on a stick, and comes to the hub after the order.
    edit(editor, people.house, [f"opening_hours={CANARY} hours"])
    carry_out(editor, people.old, Carrying())
    sealed += [one for one in people.sealed() if one not in sealed]
    assert len(sealed) >= 3
    assert left(at_hub(made), sealed) == len(sealed) - 1

    erase(coordinator, people.house, "A person asked for it")
    network.sync(coordinator)
    assert left(at_hub(made), sealed) == 0

    # The courier brings the old stick, the coordinator's next sync has what came with it erased too.
    carry(made.data, people.old, clock=network.clock)
    network.sync(coordinator, editor, coordinator, editor, coordinator)
    assert left(at_hub(made), sealed) == 0
    assert [(one.done, one.devices) for one in erasures(coordinator)] == [(2, 2)]
    told = [(one.title, one.state, one.reason) for one in waiting_changes(editor)]
    assert ("", "refused", "erased") in told

    coordinator, editor = network.reopen(coordinator), network.reopen(editor)
    for one in (coordinator, editor):
        carry_in(one, people.old, Wishes())
        assert left(pages(one), [*WORDS, *sealed]) == 0


def test_h4_who_never_sees_the_network_erases_it_when_a_newer_stick_comes(people: People) -> None:
    made, network = people.made, people.made.network
    erase(people.coordinator, people.house)
    network.sync(people.coordinator)
    carry(made.data, made.place, clock=network.clock)

    before = pages(people.editor)
    late = network.open("editor")
    carry_in(late, made.place, Wishes())

    assert left(before, [WORDS[0]]) == 1
    assert left(pages(late), list(WORDS)) == 0
