"""The hub of a history: the real service on a ledger, in a machine that crashes, fills up, and keeps backups."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from haversack_sync.hub.clock import Clock
from haversack_sync.hub.data_folder import HubKeys
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.errors import StorageError
from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.ports import Ledger, LedgerReader, LedgerWriter, ObjectBytes
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.requests import RequestAuth
from tests.simulation.chains import Chains
from tests.simulation.eavesdropper import Eavesdropper
from tests.simulation.rig import TOKEN

BEFORE_COMMIT, AFTER_COMMIT, NO_SPACE = "before its commit", "after its commit", "no space"


class HubCrash(BaseException):
    """The hub's process died."""


@dataclass(slots=True)
class FailingLedger:
    """A ledger whose next transaction may fail; see `hub.ports.Ledger`.

    Attributes:
        inner: The real one.
        plan: What happens to the next transaction, or nothing.
        at_the_door: Runs once before the next transaction begins: another request that comes first.
    """

    inner: Ledger
    plan: str = ""
    at_the_door: Callable[[], None] | None = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[LedgerReader]:
        with self.inner.reading() as moment:
            yield moment

    @contextlib.contextmanager
    def writing(self) -> Iterator[LedgerWriter]:
        plan, self.plan = self.plan, ""
        first, self.at_the_door = self.at_the_door, None
        if first is not None:
            first()
        with self.inner.writing() as transaction:
            yield transaction
            if plan == BEFORE_COMMIT:
                raise HubCrash(plan)
            if plan == NO_SPACE:
                raise StorageError("no space")
        if plan == AFTER_COMMIT:
            raise HubCrash(plan)

    def settle(self) -> bool:
        return self.inner.settle()


@dataclass(slots=True)
class HubMachine:
    """The hub's machine.

    Attributes:
        keys: The hub's keys.
        clock: Its clock.
        limits: Its quotas.
        ledger: What survives a crash.
        objects: What survives a crash, too.
        hub: The process.
        endpoint: The process as clients meet it.
        restarts: How often it was started again.
        heard: Every request that came, as a listener on the way would have it.
        reused: Request counters that came with two different requests.
        chains: When each change came first.
        eavesdropper: Who hears everything.
    """

    keys: HubKeys
    clock: Clock
    limits: HubLimits
    ledger: FailingLedger
    objects: ObjectBytes = field(default_factory=MemoryObjects)
    hub: Hub = field(init=False)
    endpoint: HubEndpoint = field(init=False)
    restarts: int = -1
    heard: list[tuple[bytes, RequestAuth | None]] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    chains: Chains = field(default_factory=Chains)
    eavesdropper: Eavesdropper = field(default_factory=Eavesdropper)
    _counters: dict[tuple[bytes, int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Start the process; what was in memory is gone."""
        self.ledger.plan = ""
        self.hub = Hub(Parts(self.ledger, self.objects, self.keys, TOKEN, self.limits, self.clock))
        self.hub.start()
        self.endpoint = HubEndpoint(self.hub)
        self.restarts += 1

    def note(self, auth: RequestAuth | None, body: bytes) -> None:
        """Note a request that arrives: a counter belongs to one request for ever."""
        self.heard.append((body, auth))
        self.eavesdropper.hear("in a request", body)
        with self.ledger.reading() as moment:
            by = DeviceId(auth.device) if auth is not None else None
            self.chains.note(body, max(self.clock.seconds(), moment.last()[1]), by=by)
        if auth is not None and auth.counter and self._counters.setdefault(_name(auth), body) != body:
            self.reused.append(f"counter {auth.counter} of lane {auth.lane}")


def _name(auth: RequestAuth) -> tuple[bytes, int, int]:
    return auth.device, auth.lane, auth.counter
