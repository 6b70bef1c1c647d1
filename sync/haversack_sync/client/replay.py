"""Replays one verified entry: author, seal, rules, merge. The same entries give the same state to everyone.

Two steps, so that a caller can look up many records at once between them. Checks stand in the
order of `docs/protocol.md`, "Checks".
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from haversack_sync.model import merge, policy
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import AudienceId
from haversack_sync.model.operations import BadChangeError, Change, decode_change
from haversack_sync.model.record import RecordState
from haversack_sync.protocol.dictionaries import newest_under
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import DONE, ERASE, NOTICE, SEALED, Envelope, open_change, verify_envelope
from haversack_sync.protocol.erasing import EraseOrder, Erasing, open_announcement, read_order, read_report
from haversack_sync.protocol.errors import (
    MissingDictionaryError,
    SealError,
    SignatureError,
    UnknownCompressionError,
    WireError,
)
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.network_places import check_seen
from haversack_sync.protocol.snapshots import Notice, SnapshotNotice, is_dispute, read_notice


class Outcome(StrEnum):
    """What became of an entry here."""

    APPLIED = "applied"
    REFUSED = "refused"
    HELD = "held"
    """It cannot be judged yet (a key or a newer program is missing): this feed waits here."""
    NOTED = "noted"
    """A notice about snapshots: it changes no record."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The result for one entry.

    Attributes:
        outcome: What became of it.
        reason: Stable name where it was refused or held, else empty.
        change: What it says, if it opened.
        state: The record afterwards, if it applied.
        notice: What it says, if it is a notice.
        order: What it says, if it is an order of erasure.
        erasing: What that says sealed.
        done: Id of the announced erasure of which its device has nothing left, if it says so.
    """

    outcome: Outcome
    reason: str = ""
    change: Change | None = None
    state: RecordState | None = None
    notice: Notice | None = None
    order: EraseOrder | None = None
    erasing: Erasing | None = None
    done: bytes | None = None

    @property
    def uses_number(self) -> bool:
        """Whether it counts as its author's last one: what nobody could read does not."""
        return any(one is not None for one in (self.change, self.notice, self.order, self.done))


KeyOf = Callable[[AudienceId, int], bytes | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry whose author was checked and whose seal was opened.

    Attributes:
        entry: Its order was verified.
        envelope: The same, taken apart.
        change: What it says.
    """

    entry: Entry
    envelope: Envelope
    change: Change


def verify_author(view: NetworkView, feed: Feed, entry: Entry, envelope: Envelope) -> str:
    """Check that an entry is by a device that might write to this feed at its position.

    Returns:
        Empty if it is; else why it has no effect.

    Raises:
        ForkError: Its author had seen another history of authority, or more of it than there was at that position.
    """
    header = envelope.header
    device = view.authority.devices.get(header.device)
    if header.form not in (SEALED, NOTICE, ERASE, DONE) or header.feed != feed.handle or device is None:
        return "not_authentic"
    try:
        verify_envelope(envelope, root=view.root, public=device.sign_key)
    except SignatureError:
        return "not_authentic"
    eras = [span for span in view.authority.eras if span.since < entry.position]
    check_seen(envelope, view.digests, limit=view.count_before(entry.position), eras=eras)
    # Whoever reads may say that a snapshot is wrong, but who waits to be confirmed.
    is_for_readers = header.form == DONE or is_dispute(envelope)
    may_send = view.authority.has_say if is_for_readers else view.authority.may_write
    span = device.before(entry.position)
    return "" if span is not None and may_send(span, feed.audience) else "not_a_writer"


def open_entry(view: NetworkView, feed: Feed, entry: Entry, envelope: Envelope, *, key_of: KeyOf) -> Opened | Replayed:
    """Check an entry's author and open its seal.

    Args:
        view: The network, known at least up to the entry's position.
        feed: The entry's feed.
        entry: Its order was verified.
        envelope: The same, taken apart.
        key_of: Gives the key of (audience, epoch), or None.

    Returns:
        What it says; or, where it ends here, the result.

    Raises:
        ForkError: Its author had seen another history of authority.
    """
    rules = view.authority.rules_before(entry.position)
    unopened = _unopened(view, feed, entry, envelope)
    if unopened is not None:
        return unopened
    if envelope.header.form == ERASE:
        return _ordered(view, feed, entry, envelope, key_of=key_of)
    key = key_of(feed.audience, envelope.header.epoch)
    if key is None:
        return Replayed(Outcome.HELD, "missing_key")
    try:
        newest = newest_under(rules)
        change = decode_change(open_change(envelope, root=view.root, epoch_key=key, newest_dictionary=newest))
    except MissingDictionaryError:
        return Replayed(Outcome.HELD, "missing_dictionary")
    except UnknownCompressionError:
        return Replayed(Outcome.REFUSED, "unknown_compression")
    except (SealError, WireError):
        return Replayed(Outcome.REFUSED, "seal_broken")
    except BadChangeError:
        return Replayed(Outcome.REFUSED, "bad_change")
    return Opened(entry, envelope, change)


def _unopened(view: NetworkView, feed: Feed, entry: Entry, envelope: Envelope) -> Replayed | None:
    """Return what becomes of an entry without opening it; None for one that is to be opened."""
    reason = verify_author(view, feed, entry, envelope)
    if reason:
        return Replayed(Outcome.REFUSED, reason)
    if view.authority.rules_before(entry.position) == 0:
        return Replayed(Outcome.HELD, "newer_rules")
    if envelope.header.form == DONE:
        return _reported(envelope)
    return _noted(view, feed, entry, envelope) if envelope.header.form == NOTICE else None


def _reported(envelope: Envelope) -> Replayed:
    """Read what a device says about an order of erasure."""
    try:
        return Replayed(Outcome.NOTED, done=read_report(envelope).announced)
    except WireError:
        return Replayed(Outcome.REFUSED, "bad_notice")


def _ordered(view: NetworkView, feed: Feed, entry: Entry, envelope: Envelope, *, key_of: KeyOf) -> Replayed:
    """Read an order of erasure; only who keeps the audience's snapshots may give one, and only what stands counts."""
    try:
        order = read_order(envelope)
    except WireError:
        return Replayed(Outcome.REFUSED, "bad_notice")
    span = view.authority.devices[envelope.header.device].before(entry.position)
    if not view.authority.makes_snapshots(span, feed.audience):
        return Replayed(Outcome.REFUSED, "not_keeper", order=order)
    said = view.authority.erasures.get(order.announced)
    if said is None or said.feed != feed.handle or not said.stands_before(entry.position):
        return Replayed(Outcome.REFUSED, "suspended_order", order=order)
    key = key_of(feed.audience, said.epoch)
    if key is None:
        return Replayed(Outcome.HELD, "missing_key")
    try:
        erasing = open_announcement(said, root=view.root, epoch_key=key)
    except (SealError, WireError):
        return Replayed(Outcome.REFUSED, "wrong_order", order=order)
    return Replayed(Outcome.NOTED, order=order, erasing=erasing)


def _noted(view: NetworkView, feed: Feed, entry: Entry, envelope: Envelope) -> Replayed:
    """Read a notice; only who keeps the audience's snapshots may announce one."""
    try:
        notice = read_notice(envelope)
    except WireError:
        return Replayed(Outcome.REFUSED, "bad_notice")
    if isinstance(notice, SnapshotNotice):
        span = view.authority.devices[envelope.header.device].before(entry.position)
        if not view.authority.makes_snapshots(span, feed.audience):
            return Replayed(Outcome.REFUSED, "not_keeper", notice=notice)
    return Replayed(Outcome.NOTED, notice=notice)


def replay(view: NetworkView, feed: Feed, opened: Opened, before: RecordState | None) -> Replayed:
    """Judge an opened entry by the rules in force at its position, and merge it.

    Args:
        view: The network, known at least up to the entry's position.
        feed: The entry's feed.
        opened: From `open_entry`.
        before: The record's state by replay of all entries before.
    """
    entry, header, change = opened.entry, opened.envelope.header, opened.change
    span = view.authority.devices[header.device].before(entry.position)
    audience = view.authority.audiences[feed.audience]
    author = policy.Author(header.device, span.role, span.organisation) if span else None
    rules = view.authority.rules_before(entry.position)
    verdict = policy.judge(author, audience.type, before, change, rules=rules)
    if verdict.outcome is policy.Outcome.HELD:
        return Replayed(Outcome.HELD, verdict.reason, change)
    if verdict.outcome is policy.Outcome.REFUSED:
        return Replayed(Outcome.REFUSED, verdict.reason, change)
    try:
        after = merge.apply(
            before, change, feed=feed.handle, device=header.device, number=header.number, position=entry.position
        )
    except merge.RefusedError as error:
        return Replayed(Outcome.REFUSED, error.reason, change)
    return Replayed(Outcome.APPLIED, "", change, after)
