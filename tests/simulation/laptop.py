"""One person's laptop in a history: its disk, the program that runs on it, what its person wrote and when."""

from collections.abc import Callable
from dataclasses import dataclass, field

from haversack.operations import eras
from haversack.store.erased import ErasedRecordError
from haversack.store.revocation import RevokedError, leave_if_revoked
from haversack.store.vault import Vault
from haversack_sync.client.conditions import Conditions, Report
from haversack_sync.client.introduction import InvitationError
from haversack_sync.client.ports import WantedFiles
from haversack_sync.client.session import Session
from haversack_sync.model.ids import InvitationId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import ForkError, HubRefusal, ProtocolError
from tests.simulation.acts import Act, change_of, record_id
from tests.simulation.disk import Disk, DiskFull, PowerCut
from tests.simulation.founded import DIRECTORY, Person, device_keys, founded
from tests.simulation.kept import Kept
from tests.simulation.meeting import desk_of, meet
from tests.simulation.replica import SimReplica
from tests.simulation.story import Story
from tests.simulation.vault_program import VaultProgram, reopened
from tests.simulation.world import FixedRandom


@dataclass(slots=True)
class Laptop:
    """A laptop.

    Attributes:
        person: Whose.
        disk: What survives.
        story: Where it is told.
        name: In the story.
        acts: What its person saved, by number; what a crash took before it was saved is not in it.
        draft: An act that its person began and did not save yet.
        alarms: Forks that it saw.
        clock_ms: What its wall clock is off by.
        refused: What the hub said when it refused a whole request last.
        ended: Kind of the error that ended a sync last.
        boots: How often it was started.
        code: Number of the invitation that it redeems, -1 for none.
        invitation: Its id.
        vault: The real vault that it has, if any.
        life: How often its disk was put back.
        seeded_like: Whose random bytes it repeats, if not its own.
        is_destroyed: Whether its vault is gone since its computer was revoked.
        has_eras: Whether it looks on sticks for a hub that was put back.
        replica: The running program.
    """

    person: Person
    disk: Disk[Kept]
    story: Story
    name: str
    acts: dict[int, Act] = field(default_factory=dict)
    draft: Act | None = None
    alarms: list[str] = field(default_factory=list)
    clock_ms: int = 0
    refused: str = ""
    ended: str = ""
    boots: int = 0
    code: int = -1
    invitation: InvitationId | None = None
    vault: Vault | None = None
    life: int = 0
    seeded_like: str = ""
    is_destroyed: bool = False
    has_eras: bool = False
    replica: SimReplica | VaultProgram = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the program on what the disk holds."""
        self.boots += 1
        self.disk.power_on()
        if self.is_destroyed:
            return
        random = FixedRandom(f"{self.seeded_like or self.name} {self.boots}")
        if self.vault is not None:
            if self.disk.left is not None:
                self.story.fault("a commit is torn")
            self.vault = reopened(self.vault, self.disk)
            self.replica = VaultProgram(self.vault, self.disk, random=random)
            self._leave_if_revoked()
            return
        self._leave_if_revoked()
        self.replica = SimReplica(self.disk, device_keys(self.person), random=random, invitation=self.invitation)
        # As the vault does: the directory is what people need soonest.
        self.replica.urgent = (founded().shelf(DIRECTORY).feed,)

    def _leave_if_revoked(self) -> None:
        """Destroy a vault whose verified history of trust says that its computer is out of the network.

        A real vault is left as each unlock and each sync of the program leave it.
        """
        if self.is_destroyed:
            return
        if self.vault is None:
            self.is_destroyed = self.disk.durable.view.authority.revocation(self.person.handle) is not None
        elif isinstance(self.replica, VaultProgram):
            try:
                leave_if_revoked(self.vault, self.replica)
            except RevokedError:
                self.is_destroyed = True
        if self.is_destroyed:
            self.story.fault("vault destroyed")
            self.story.tell(self.name, "is out of the network and destroys its vault")

    def save(self, act: Act, *, beside: Callable[[Kept], None] | None = None) -> bool:
        """Save an act, and in the same transaction what belongs to it; tell whether it is there afterwards."""
        record = None if act.body else record_id(act.record)
        try:
            with self.replica.transaction():
                body = change_of(act)
                self.replica.queue(body, feed=act.feed, record=record, act=act.number, refs=act.refs)
                if beside is not None:
                    beside(self.replica.kept)
        except PowerCut as cut:
            self.story.tell(self.name, f"power goes ({cut}) while saving act {act.number}")
            self.start()
        except DiskFull:
            self.story.tell(self.name, f"no space to save act {act.number}")
        except ErasedRecordError:
            self.story.tell(self.name, f"cannot save act {act.number}: its record was erased")
        is_saved = any(row.act == act.number for row in self.replica.kept.outbox.values())
        if is_saved:
            self.acts[act.number] = act
            self.story.tell(self.name, f"saves {act}")
        return is_saved

    def sync(self, endpoint: SyncEndpoint, *, budget: int | None = None, what: str = "the hub") -> Report | None:
        """Sync once; whatever goes wrong is told, and the laptop is running afterwards."""
        self.ended = ""
        conditions = Conditions(lambda: self.story.now, self.replica.random, budget)
        session = Session(self.replica, endpoint, conditions)
        report = self._tried(lambda: self._meet(session), what)
        self._leave_if_revoked()
        if report is not None:
            self.story.tell(
                self.name,
                f"syncs with {what}: {report.exchanges} exchanges, {report.sent_bytes} B up,"
                f" {report.received_bytes} B down, {report.applied} applied"
                f"{'' if report.is_complete else ', not whole'}",
            )
        return report

    def _meet(self, session: Session) -> Report:
        if self.has_eras and session.endpoint.is_stored:
            # As `carrying_in` does.
            eras.follow_stored(desk_of(self.replica), session.endpoint)
        return meet(self.replica, session)

    def fetch(self, endpoint: SyncEndpoint, files: WantedFiles) -> None:
        """Fetch files; whatever goes wrong is told, and the laptop is running afterwards."""
        session = Session(self.replica, endpoint, Conditions(lambda: self.story.now, self.replica.random))
        report = self._tried(lambda: session.fetch(files), "the hub")
        if report is not None:
            self.story.tell(self.name, f"fetches files: {report.received_bytes} B")

    def _tried(self, work: Callable[[], Report], what: str) -> Report | None:
        """Let the session do its work; tell what ended it."""
        try:
            return work()
        except PowerCut as cut:
            self.story.tell(self.name, f"power goes ({cut}) while syncing with {what}")
            self.start()
            return None
        except DiskFull:
            self.story.tell(self.name, f"no space while syncing with {what}")
            return None
        except InvitationError as error:
            self.refused = f"invitation_{error.reason}"
            self.story.tell(self.name, f"sync with {what} ends: {self.refused}")
            return None
        except (LinkError, ProtocolError) as error:
            self.ended = error.kind
            self.refused = error.reason if isinstance(error, HubRefusal) else self.refused
            if isinstance(error, ForkError):
                self.alarms.append(str(error))
            self.story.tell(self.name, f"sync with {what} ends: {error.kind}, {error}")
            return None
