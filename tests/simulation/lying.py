"""Steps of a history in which the hub lies to some, while lines are cut and machines crash; in the end it is honest.

What must hold: whoever was shown another history raises the alarm as soon as the honest one is seen, everybody else
never does; whatever was only hidden, or signed for and not kept, ends where it belongs; nothing that people wrote is
lost, whatever they were told.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from haversack.store.erased import hash_of
from haversack.store.outbox import ItemState
from haversack_sync.hub import exchange
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.work import Work
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import ExchangeRequest
from tests.simulation.founded import DIRECTORY, copied
from tests.simulation.hub_machine import FailingLedger, HubMachine
from tests.simulation.laptop import Laptop

if TYPE_CHECKING:
    from tests.simulation.play import History

HIDES_RECEIPTS: Final = "hides receipts"
KEEPS_NOTHING: Final = "signs and keeps nothing"
OLD_STATE: Final = "shows an old state"
SHORT_FEED: Final = "hides the end of a feed"
OTHER_HISTORY: Final = "shows another history"
LIES: Final = (HIDES_RECEIPTS, KEEPS_NOTHING, OLD_STATE, SHORT_FEED, OTHER_HISTORY)
NOTICED: Final = ("fork", "bad_digest", "bad_signature")
"""Kinds of error by which a person is told that this hub's history is not the one that is here."""

AcceptAll = Callable[..., list[Receipt]]


class Lying:
    """What becomes of a hub that lies.

    Attributes:
        told: Laptops that ever got a lie for an answer.
        shown_false: Laptops that ever got an answer of something else than the hub as it is.
    """

    def __init__(self, history: "History") -> None:
        self._history = history
        self._first = self._copy()
        self._lie = ""
        self._victims: frozenset[str] = frozenset()
        self._false: HubMachine | None = None
        self._deceived: set[str] = set()
        self._wronged: set[str] = set()
        self._whole: set[str] = set()
        self.told: set[str] = set()
        self.shown_false: set[str] = set()

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._begins, self.ends)

    def _copy(self) -> MemoryLedger:
        inner: Any = self._history.machine.ledger.inner
        return copied(inner)

    def _begins(self, _: Laptop) -> None:
        """The hub begins to lie, in one way, to some; coordinators are never shown what is false, less at most."""
        if self._lie:
            return
        history, choices = self._history, self._history.choices
        lie = choices.of(LIES)
        led = [each for each in history.laptops.values() if each.person.role is not Role.COORDINATOR]
        choosable = led if lie in (SHORT_FEED, OTHER_HISTORY) else list(history.laptops.values())
        victims = frozenset(each.name for each in choosable if choices.pick(2))
        if not victims:
            return
        self._lie, self._victims, self._false = lie, victims, self._face(lie)
        history.story.fault(f"hub {lie}")
        history.story.tell("hub", f"{lie} to {', '.join(sorted(victims))}")

    def _face(self, lie: str) -> HubMachine | None:
        """Return what the hub shows instead of itself, where that is something else."""
        if lie in (HIDES_RECEIPTS, KEEPS_NOTHING):
            return None
        shown = copied(self._first) if lie == OLD_STATE and self._history.choices.pick(2) else self._copy()
        if lie == SHORT_FEED and self._directory in shown._state._feeds:
            del shown._state._feeds[self._directory][-1 - self._history.choices.pick(3) :]
        honest = self._history.machine
        false = HubMachine(honest.keys, honest.clock, honest.limits, FailingLedger(shown), objects=honest.objects)
        false.eavesdropper, false.reused, false._counters = honest.eavesdropper, honest.reused, honest._counters
        return false

    @property
    def _directory(self) -> FeedId:
        return self._history.founded.shelf(DIRECTORY).feed

    def ends(self, _: Laptop | None = None) -> None:
        """The hub is honest again."""
        if self._lie:
            self._history.story.tell("hub", "is honest again")
        self._lie, self._victims, self._false = "", frozenset(), None

    def machine_for(self, laptop: Laptop) -> HubMachine:
        """Return the hub that a laptop meets."""
        is_lied_to = laptop.name in self._victims
        return self._false if is_lied_to and self._false is not None else self._history.machine

    @contextlib.contextmanager
    def answering(self, laptop: Laptop) -> Iterator[None]:
        """Let the hub answer a laptop's request as it means to."""
        if laptop.name not in self._victims:
            yield
            return
        self.told.add(laptop.name)
        if self._false is not None:
            self.shown_false.add(laptop.name)
        if self._lie in (KEEPS_NOTHING, OTHER_HISTORY):
            self._deceived.add(laptop.name)
        accept: dict[str, AcceptAll] = {
            HIDES_RECEIPTS: _hiding(exchange._accept_all),
            KEEPS_NOTHING: _signing,
            OLD_STATE: _taking_nothing,
            SHORT_FEED: _taking_nothing,
        }
        with mock.patch.object(exchange, "_accept_all", accept.get(self._lie, exchange._accept_all)):
            yield

    def has_met(self, laptop: Laptop, *, is_whole: bool) -> None:
        """Note that a laptop met the hub; if that was honest and the sync whole, it knows better now."""
        (self._whole.add if is_whole else self._whole.discard)(laptop.name)
        if is_whole and laptop.name not in self._victims:
            self._deceived.discard(laptop.name)

    def is_deceived(self, laptop: Laptop, feed: FeedId) -> bool:
        """Tell whether what a laptop was told of its own changes is false, and it cannot know that yet, or ever.

        Who may not read a feed any more never sees that its change is not there.
        """
        is_hidden = laptop.name in self.told and feed not in {NETWORK_FEED, *laptop.replica.readable()}
        return laptop.name in self._deceived or is_hidden

    def is_harmed(self, laptop: Laptop) -> bool:
        """Tell whether a laptop can never agree with the others again: by another history, or by what that refused.

        Whoever never got a lie for an answer is held to everything.
        """
        if laptop.name not in self.told:
            return False
        if laptop.name in self._deceived and self._lie != KEEPS_NOTHING and self._has_refused(laptop):
            self._wronged.add(laptop.name)
        return laptop.name in self._wronged or self.is_misled(laptop)

    def _has_refused(self, laptop: Laptop) -> bool:
        """Tell whether a change was refused that the honest hub never decided on."""
        with self._history.machine.ledger.reading() as moment:
            return any(
                row.state is ItemState.REFUSED
                and row.envelope is not None
                and hash_of(row.envelope) not in self._history.invariants.log.positions
                and moment.ledger_row(row.signer, row.number or 0) is None
                for row in laptop.disk.durable.outbox.values()
            )

    def is_misled(self, laptop: Laptop) -> bool:
        """Tell whether a laptop holds what the honest hub never had: entries, or its word that there are no more."""
        kept, readable = laptop.disk.durable, set(laptop.replica.readable())
        standings = {feed: standing for feed, standing in kept.standings.items() if feed in readable}
        standings[NETWORK_FEED] = kept.view.standing
        return any(not self._is_true(feed, standing) for feed, standing in standings.items())

    def _is_true(self, feed: FeedId, standing: Standing) -> bool:
        entries = self._history.invariants.log.entries[feed]
        if standing.n > len(entries) or (standing.n and entries[standing.n - 1].digest != standing.digest):
            return False
        return standing.n == len(entries) or entries[standing.n].entry.position > standing.position

    def problem_in_the_end(self, laptop: Laptop) -> str:
        """Say what is wrong with a laptop that was lied to, when everybody has met the honest hub (C1); or nothing."""
        is_noticed = laptop.ended in NOTICED or (laptop.ended == "hub_refusal" and laptop.refused == "hub_behind")
        if laptop.name in self.told and self.is_misled(laptop) and (not is_noticed or laptop.name in self._whole):
            ended = laptop.ended or "well"
            return f"{laptop.name} holds another history than the hub's, and its last sync ended: {ended}"
        return ""


def _hiding(accept_all: AcceptAll) -> AcceptAll:
    def hide(work: Work, request: ExchangeRequest, *, limits: HubLimits) -> list[Receipt]:
        accept_all(work, request, limits=limits)
        return []

    return hide


def _signing(work: Work, request: ExchangeRequest, *, limits: HubLimits) -> list[Receipt]:
    """Sign for everything at the newest position, and keep nothing."""
    del limits
    receipts = []
    for raw in request.changes:
        try:
            header = parse_envelope(raw).header
        except WireError:
            # What the line altered.
            continue
        receipts.append(Receipt(header.device, header.number, 1, ReceiptCode.ACCEPTED, work.position))
    return receipts


def _taking_nothing(work: Work, request: ExchangeRequest, *, limits: HubLimits) -> list[Receipt]:
    del work, request, limits
    return []
