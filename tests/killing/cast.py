"""The world that kills happen in: a founded network, its hub, and computers with a vault each, in one folder.

It is made once by the verbs themselves and copied for each round. Must not kill anything.
"""

import contextlib
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from haversack.clock import system_clock
from haversack.operations import enrolling, founding, inviting
from haversack.operations.editing import edit
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace, on_vault, opened
from haversack.store import links
from haversack.store.cost import COST_FLOOR
from haversack.store.keys import VaultKeys, unlock
from haversack.store.slot_file import read_slots
from haversack.store.vault import Vault
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.model.ids import RecordId, published_id
from haversack_sync.model.roles import Role
from tests.integration.authored_folders import write_folder
from tests.killing.children import ForkedHub, fork

_SAMPLE: Final = Path(__file__).parents[1] / "data" / "sample_network"
_PASSPHRASE: Final = "four quiet words"
_HUB_SETTINGS: Final = (
    "requests_per_device_and_minute = 1000000\nrequest_burst = 1000000\nchanges_per_device_and_day = 1000000\n"
    "upload_bytes_per_device_and_day = 4000000000\n"
)
COORDINATOR: Final = "coordinator"
EDITOR: Final = "editor"
READER: Final = "reader"
NEWCOMERS: Final = ("newcomer-1", "newcomer-2")
"""Enrolled, and nothing has come yet."""
JOINERS: Final = ("joiner-1", "joiner-2")
"""They have a code and no vault."""
EVERYBODY: Final = (COORDINATOR, EDITOR, READER, *NEWCOMERS, *JOINERS)
_HOMES: Final = {EDITOR: ("casa-camino",), COORDINATOR: ("weaving-futures", "quno", "aprrn")}


@dataclass(frozen=True)
class Edit:
    """A field gets a text that nobody wrote before."""

    record: RecordId
    text: str


@dataclass
class Cast:
    """One world.

    Attributes:
        folder: All of it.
        hub: Its hub.
        root: The network's fingerprint.
        codes: An invitation's code for each joiner.
        written: What each computer's people have written, in order: what must never be lost.
        keys: Keys of vaults by name, derived once.
    """

    folder: Path
    hub: ForkedHub
    root: bytes
    codes: dict[str, str]
    written: dict[str, list[Edit]] = field(default_factory=dict)
    keys: dict[str, VaultKeys] = field(default_factory=dict)

    def vault(self, name: str) -> Path:
        """Return where a computer's vault lies."""
        return self.folder / name

    def has_vault(self, name: str) -> bool:
        """Tell whether a computer has one yet."""
        return self.vault(name).exists()

    def learn_keys(self, name: str) -> None:
        """Derive a vault's keys once: a fifth of a second that each of a thousand openings would cost again."""
        if name not in self.keys:
            self.keys[name] = unlock(read_slots(self.vault(name)).slots, _PASSPHRASE)

    @contextlib.contextmanager
    def opened(self, name: str) -> Iterator[Workspace]:
        """Open a vault as the program does, with its keys derived already."""
        vault = Vault._open_locked(self.vault(name), lambda: self.keys[name])
        try:
            yield on_vault(vault, clock=system_clock())
        finally:
            vault.close()

    def homes(self, name: str) -> list[RecordId]:
        """Return the records that a computer's people edit; no two edit the same."""
        return [published_id(self.root, kind="organisation", slug=slug) for slug in _HOMES.get(name, ())]


@dataclass(frozen=True)
class Act:
    """What a computer does in one trial.

    Attributes:
        who: The computer.
        edits: What its people write first.
        file: Sizes of new files that it publishes.
        wants_files: Asks for all files.
    """

    who: str
    edits: tuple[Edit, ...] = ()
    file: int = 0
    wants_files: bool = False

    @property
    def kind(self) -> str:
        """Whose act it is: those of one kind pass about as many points."""
        return self.who.partition("-")[0]


def draw_act(cast: Cast, numbers: random.Random, serial: int) -> Act:
    """Draw what happens next, by a seed."""
    who = numbers.choices(EVERYBODY, weights=(30, 30, 15, 10, 5, 5, 5))[0]
    homes = numbers.choices(cast.homes(who), k=numbers.randrange(4)) if who in _HOMES else []
    edits = tuple(
        Edit(home, f"Words number {serial}-{place} {numbers.randbytes(numbers.randrange(4, 400)).hex()}")
        for place, home in enumerate(homes)
    )
    file = numbers.randrange(1, 400_000) if who == COORDINATOR and numbers.random() < 0.3 else 0
    return Act(who, edits, file, wants_files=who == READER and numbers.random() < 0.7)


def perform(cast: Cast, act: Act, tell: Callable[[], None]) -> None:
    """Do an act, in a child: write, then meet the hub.

    Args:
        cast: The world.
        act: What to do.
        tell: Called after each edit: from then on it may not be lost.
    """
    clock = system_clock()
    with closing(HttpEndpoint(cast.hub.address)) as endpoint:
        if not cast.has_vault(act.who):
            new = enrolling.NewDevice(
                cast.vault(act.who), _PASSPHRASE, cast.codes[act.who], cast.hub.address, "a laptop", cost=COST_FLOOR
            )
            enrolling.enrol(new, endpoint, clock=clock, wishes=Wishes())
            return
        with cast.opened(act.who) as workspace:
            for one in act.edits:
                edit(workspace, one.record, [f"services={one.text}"])
                tell()
            if act.file:
                publish(workspace, _folder_with_a_file(cast.folder / "content", act.file))
            if act.wants_files:
                want_everything(workspace)
            synchronise(workspace, endpoint, Wishes())


def want_everything(workspace: Workspace) -> None:
    """Ask for all files."""
    with workspace.replica.transaction() as connection:
        known = list(links.object_flags(connection))
        if known:
            links.want_objects(connection, known)


def _folder_with_a_file(folder: Path, size: int) -> Path:
    """Write a folder with one guide of its own, to which a file of so many bytes belongs."""
    title = f"A guide of {size} bytes"
    front_matter = f"---\nlanguage: en\ntitle: {title}\nfiles:\n  - path: files/large.png\n---\n\nLook.\n"
    shutil.rmtree(folder, ignore_errors=True)
    content = random.Random(size).randbytes(size)
    return write_folder(folder, {f"library/guide-{size}.md": front_matter, "library/files/large.png": content})


def build(folder: Path) -> None:
    """Make the world that all rounds begin with; in a child, since it opens vaults and a hub."""
    folder.mkdir(parents=True)
    hub = ForkedHub(folder / "hub")
    hub.folder.mkdir(mode=0o700)
    (hub.folder / "hub.toml").write_text(_HUB_SETTINGS, encoding="ascii")
    hub.start()
    child = fork(lambda: _build(folder, hub.address))
    assert child.end() == 0, "the world could not be made"
    hub.stop()


def _build(folder: Path, address: str) -> int:
    clock, cost = system_clock(), COST_FLOOR
    token = (folder / "hub" / "registration-token").read_text(encoding="ascii").strip()
    with closing(HttpEndpoint(address)) as endpoint:
        new = founding.NewNetwork(folder / COORDINATOR, _PASSPHRASE, "Killed", address, token, cost=cost)
        founding.found(new, endpoint, clock=clock)
        with opened(folder / COORDINATOR, _PASSPHRASE, clock=clock) as workspace:
            publish(workspace, _SAMPLE)
            synchronise(workspace, endpoint, Wishes())
            root = workspace.root
            home = inviting.ForOrganisation(published_id(root, kind="organisation", slug="casa-camino"))
            codes = {EDITOR: inviting.invite(workspace, home, Role.EDITOR)}
            for name in (READER, *NEWCOMERS, *JOINERS):
                codes[name] = inviting.invite(workspace, inviting.ForNewOrganisation(name, "en"), Role.READER)
            synchronise(workspace, endpoint, Wishes())
            for name in (EDITOR, READER, *NEWCOMERS):
                device = enrolling.NewDevice(folder / name, _PASSPHRASE, codes[name], address, name, cost=cost)
                # A newcomer has its redemption confirmed and no content.
                wishes = Wishes(budget_bytes=0) if name in NEWCOMERS else Wishes()
                enrolling.enrol(device, endpoint, clock=clock, wishes=wishes)
            synchronise(workspace, endpoint, Wishes())
    facts = {"root": root.hex(), "codes": {name: codes[name] for name in JOINERS}}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    return 0


def copy(pristine: Path, folder: Path, keys: dict[str, VaultKeys]) -> Cast:
    """Return a world of its own for one round; vaults that are copies have the same keys."""
    shutil.copytree(pristine, folder)
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return Cast(folder, ForkedHub(folder / "hub"), bytes.fromhex(facts["root"]), facts["codes"], keys=dict(keys))


def forget_proxies() -> None:
    """Let no proxy of whoever runs this stand between; called once, before anything is forked."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
