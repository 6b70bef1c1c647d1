"""Taking in what lies in a stick's outbox: each letter is opened, and what it holds judged as from a courier.

A letter is gone from the stick once all of it is decided and its receipts are written; what is too early, or too much
for today, stays for the next time. Must not believe a name, a size or an order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from haversack_sync.hub import stick_letters, uploads, waiting
from haversack_sync.hub.accept import accept
from haversack_sync.hub.clock import Clock
from haversack_sync.hub.data_folder import HubKeys
from haversack_sync.hub.erasing import forget_erased
from haversack_sync.hub.network_state import NetworkDraft, catch_up
from haversack_sync.hub.ports import Ledger, LedgerReader, LedgerWriter, ObjectBytes, StoredStanza
from haversack_sync.hub.stick_files import is_unreadable, names_in, plain_size, read_plain
from haversack_sync.hub.work import Work
from haversack_sync.model.authority import Authority, Device
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, ObjectId, key_handle
from haversack_sync.model.roles import Role
from haversack_sync.protocol.errors import (
    HubRefusal,
    ProtocolError,
    SignatureError,
    UnknownSuiteError,
    WireError,
    WrongNetworkError,
)
from haversack_sync.protocol.head import NO_DEVICE, Receipt, ReceiptCode
from haversack_sync.protocol.limits import MAX_LETTERS, MAX_OUTBOX_BYTES, HubLimits
from haversack_sync.protocol.messages import Ask
from haversack_sync.protocol.network import NetworkView, empty_view
from haversack_sync.protocol.profile import check_profile, decode_profile
from haversack_sync.protocol.requests import RequestAuth, verify_request
from haversack_sync.protocol.sticks import LANE_STICKS, Opened, StickPiece, is_letter_name, letter_name, open_outbox

MAX_BAD: Final = 32
"""After so many changes that are not authentic the rest of a letter is not looked at: verifying costs time."""
_UNDECIDED: Final = (ReceiptCode.EARLY, ReceiptCode.QUOTA)
_SHUT_OUT: Final = ("invitation_expired", "invitation_closed", "invitation_used")
"""What is said of a redemption that can never be taken."""
_TOMORROW: Final = "upload_quota"


@dataclass(slots=True)
class TakenIn:
    """What was done with the outboxes of a stick.

    Attributes:
        letters: Outboxes that are wholly taken in.
        changes: Changes that are entries now.
        held: Changes that wait here for others.
        refused: Changes and files that may not be, or are not authentic.
        files: Files that became whole.
        later: Outboxes that stay on the stick: too early, or too much for today.
        shut_out: Outboxes of computers that their invitation did not let in, and never will.
        unread: Outboxes that stay on the stick, which failed when they were read.
        damaged: Outboxes that nobody can use: torn, altered, or for another hub.
        done: What is to be removed from the stick once the receipts are written.
    """

    letters: int = 0
    changes: int = 0
    held: int = 0
    refused: int = 0
    files: int = 0
    later: int = 0
    shut_out: int = 0
    unread: int = 0
    damaged: int = 0
    done: list[Path] = field(default_factory=list)


@dataclass(slots=True)
class Intake:
    """The hub, as somebody meets it who brings a stick.

    Attributes:
        ledger: Where everything is kept.
        objects: Where the bytes of files are kept.
        keys: The hub's own.
        root: The network's fingerprint.
        era: Its era.
        limits: The hub's quotas.
        clock: The hub's.
    """

    ledger: Ledger
    objects: ObjectBytes
    keys: HubKeys
    root: bytes
    era: int
    limits: HubLimits
    clock: Clock
    _view: NetworkView | None = None

    def work(self, ledger: LedgerReader) -> Work:
        """Begin work on a moment or transaction."""
        return Work(ledger, NetworkDraft(self.view(ledger)), clock_seconds=self.clock.seconds())

    def view(self, ledger: LedgerReader) -> NetworkView:
        """Return the network feed as it is at a moment."""
        end = ledger.feed_end(NETWORK_FEED)
        n, known = end.n if end else 0, self._view
        if known is None or known.standing.n > n:
            # A transaction that was rolled back must leave nothing behind.
            known = empty_view(self.root, era=self.era)
        self._view = catch_up(known, ledger.entries(NETWORK_FEED, after=known.standing.n, up_to=n, at_most=n))
        return self._view


@dataclass(slots=True)
class _Letter:
    """An outbox on the stick, and what became of it so far.

    Attributes:
        path: Where it lies.
        device: Whose it is, once that is known.
        changes: How many of its changes are entries.
        held: How many wait at the hub.
        refused: How many may not be.
        is_early: Whether some of it needs what is not here yet.
        is_shut_out: Whether its computer's invitation will never let it in: then nothing else of it is ever due.
        strangers: Devices that are not known here, if nothing else keeps it waiting.
        pieces: The stretches of files that are not taken yet: which file, from where to where.
        is_unread: Whether the stick failed when it was read.
        is_damaged: Whether nobody can use it.
        is_done: Whether it can go from the stick.
        asks: What its device asks about.
    """

    path: Path
    device: DeviceId = NO_DEVICE
    changes: int = 0
    held: int = 0
    refused: int = 0
    is_early: bool = True
    is_shut_out: bool = False
    strangers: frozenset[DeviceId] = frozenset()
    pieces: Sequence[tuple[ObjectId, int, int]] = ()
    is_unread: bool = False
    is_damaged: bool = False
    is_done: bool = False
    asks: Sequence[Ask] = ()


def take_in(outbox: Path, hub: Intake) -> TakenIn:
    """Take in what lies in an outbox.

    Args:
        outbox: The folder; nothing happens where it is missing.
        hub: Who takes it.

    Returns:
        What was done; whoever writes the receipts removes `done` afterwards.

    Raises:
        StorageError: The hub's disk failed; what was taken in before stays.
    """
    run = _Run(hub)
    names = [name for name in names_in(outbox) if is_letter_name(name)]
    letters = [_Letter(outbox / name) for name in names[:MAX_LETTERS]]
    left = [letter for letter in letters if not run.take(letter)]
    while run.has_moved and left:
        # What one of them brought may be what another one waits for: they have no order that could be trusted.
        run.has_moved = False
        left = [letter for letter in left if not (run.may_go_on(letter) and run.take(letter))]
    left = [letter for letter in letters if not run.is_shut_out(letter) and not letter.is_done]
    run.end_waits(letters)
    unread = sum(letter.is_unread for letter in left)
    taken = TakenIn(files=run.files, later=len(left) - unread, unread=unread)
    for letter in letters:
        taken.changes += letter.changes
        taken.held += letter.held
        taken.refused += letter.refused
        taken.damaged += letter.is_damaged
        taken.shut_out += letter.is_shut_out
        taken.letters += letter.is_done and not letter.is_damaged and not letter.is_shut_out
        if letter.is_done:
            taken.done.append(letter.path)
    return taken


class _Run:
    """One reading of a stick: what it may still bring, and whether anything went on."""

    def __init__(self, hub: Intake) -> None:
        self._hub = hub
        self._left_bytes = hub.limits.stick_bytes
        self.has_moved = False
        self.files = 0
        self._shut_out: set[DeviceId] = set()

    def may_go_on(self, letter: _Letter) -> bool:
        """Tell whether looking at an outbox once more may bring it on."""
        if letter.is_early:
            return True
        with self._hub.ledger.reading() as moment:
            return any(
                start <= _received(moment, object_id, letter.device) < end for object_id, start, end in letter.pieces
            )

    def take(self, letter: _Letter) -> bool:
        """Take in an outbox; return whether the hub is done with it."""
        size = plain_size(letter.path)
        if size is not None and size > self._left_bytes:
            return False
        raw = read_plain(letter.path, most_bytes=MAX_OUTBOX_BYTES)
        letter.is_unread = raw is None and is_unreadable(letter.path, most_bytes=MAX_OUTBOX_BYTES)
        if letter.is_unread:
            return False
        self._left_bytes -= len(raw or b"")
        hub = self._hub
        try:
            if raw is None or letter_name(raw) != letter.path.name.lower():
                raise WireError("not what its name says")
            opened = open_outbox(raw, root=hub.root, box_seed=hub.keys.box_seed)
        except UnknownSuiteError:
            # A newer hub will read it.
            letter.is_early = False
            return False
        except ProtocolError:
            letter.is_damaged = letter.is_done = True
            return True
        self._judge(letter, opened)
        pieces = [] if letter.device == NO_DEVICE else [one for one in opened.body.pieces if self._waits(letter, one)]
        letter.pieces = [(ObjectId(one.object), one.offset, one.offset + len(one.data)) for one in pieces]
        letter.is_done = not letter.is_early and not pieces
        return letter.is_done

    def is_shut_out(self, letter: _Letter) -> bool:
        """Be done with an outbox whose sender this stick shut out; tell whether it is so."""
        if letter.strangers and letter.strangers <= self._shut_out:
            letter.is_shut_out = letter.is_done = True
        return letter.is_shut_out

    def end_waits(self, letters: Sequence[_Letter]) -> None:
        """End waits for what nobody has, now that all letters are read: each device put all that it has onto the stick.

        A letter that nobody can read may have been one of these.
        """
        asking = [letter for letter in letters if letter.asks and letter.device != NO_DEVICE]
        if not asking or any(letter.is_damaged or letter.is_unread for letter in letters):
            return
        hub = self._hub
        with hub.ledger.writing() as transaction:
            work = hub.work(transaction)
            for letter in asking:
                waiting.end_own_wait(work, waiting.Brought(letter.device, (), letter.asks), limits=hub.limits)
            work.flush(transaction)

    def _judge(self, letter: _Letter, opened: Opened) -> None:
        """Judge the changes of an outbox, and keep what only its device may give; one transaction."""
        hub, receipts = self._hub, list[Receipt]()
        with hub.ledger.writing() as transaction:
            work = hub.work(transaction)
            items = []
            for index, raw in enumerate(opened.body.changes):
                receipt = accept(work, raw, index=index, limits=hub.limits)
                waiting.go_on(work, receipt, limits=hub.limits)
                receipts.append(receipt)
                items += _remembered(receipt, raw)
                if sum(one.code == ReceiptCode.NOT_AUTHENTIC for one in receipts) >= MAX_BAD:
                    break
            waiting.take_what_can_be(work, limits=hub.limits)
            before = transaction.last()[0]
            work.flush(transaction)
            forget_erased(transaction, hub.objects, work)
            self.has_moved |= transaction.last()[0] > before
            device = _signer(opened, work)
            if device is not None:
                _keep_keys(transaction, opened, device, work)
                _keep_profile(transaction, opened, device, work, keys=hub.keys)
                items += [stick_letters.change_item(ask) for ask in opened.body.asks]
                items += [stick_letters.file_item(ObjectId(one.object)) for one in opened.body.pieces]
                transaction.put_carried(device.handle, list(dict.fromkeys(items)), stamp=work.stamp)
        if work.erasures:
            hub.ledger.settle()
        letter.device = device.handle if device is not None else NO_DEVICE
        letter.asks = opened.body.asks
        shut_out = {DeviceId(one.device) for one in receipts if _shuts_out(one, work.network.authority)}
        self._shut_out |= shut_out
        waits = [one for one in receipts if _is_undecided(one)]
        is_theirs = device is None and all(one.reason == "unknown_device" for one in waits)
        waiting_devices = {DeviceId(one.device) for one in waits}
        letter.strangers = frozenset(waiting_devices | shut_out) if is_theirs else frozenset()
        codes = [one.code for one in receipts]
        letter.changes = codes.count(ReceiptCode.ACCEPTED)
        letter.held = codes.count(ReceiptCode.HELD)
        letter.refused = len(codes) - letter.changes - letter.held - len(waits)
        letter.is_early = bool(waits)

    def _waits(self, letter: _Letter, piece: StickPiece) -> bool:
        """Take a stretch of a file; return whether it has to wait: for what is before it, or for another day."""
        hub, object_id = self._hub, ObjectId(piece.object)
        try:
            with hub.ledger.writing() as transaction:
                work = hub.work(transaction)
                received = _received(transaction, object_id, letter.device)
                if received >= piece.offset + len(piece.data):
                    return False
                if received < piece.offset:
                    return True
                judge = uploads.Judge(hub.root, work.network.authority, hub.limits, work.stamp)
                rest = _slice(piece, letter.device, received)
                device = work.network.authority.devices[letter.device]
                held = uploads.store_slice(transaction, hub.objects, rest, judge, device=device)
                self.has_moved = True
            if held.received == piece.total and not held.complete:
                uploads.finish(hub.ledger, hub.objects, rest, stamp=work.stamp)
                self.files += 1
        except HubRefusal as refusal:
            letter.refused += refusal.reason != _TOMORROW
            return refusal.reason == _TOMORROW
        return False


def _received(moment: LedgerReader, object_id: ObjectId, device: DeviceId) -> int:
    """Return how many bytes of a file are here in a row."""
    size = moment.object_size(object_id)
    if size is not None:
        return size
    upload = moment.upload(object_id, device)
    return upload.received if upload is not None else 0


def _slice(piece: StickPiece, device: DeviceId, received: int) -> uploads.Slice:
    """Return what of a stretch is not here yet, as if it came by an upload; its device signed the whole outbox."""
    auth = RequestAuth(device, LANE_STICKS, 0, b"")
    return uploads.Slice(ObjectId(piece.object), received, piece.total, piece.data[received - piece.offset :], auth)


def _signer(opened: Opened, work: Work) -> Device | None:
    """Return the device that signed an outbox, as known after its changes; None if it is nobody's of this network.

    Of a device that was revoked the changes are judged like everybody's; it gives nothing else and is told nothing.
    """
    device = work.network.authority.devices.get(opened.auth.device)
    if device is None or device.revoked is not None:
        return None
    try:
        verify_request(opened.auth, opened.line, root=work.network.root, public=device.sign_key)
    except SignatureError:
        return None
    return device


def _remembered(receipt: Receipt, raw: bytes) -> list[bytes]:
    """Return what is remembered of a change, so that its device is told what became of it."""
    if receipt.device == NO_DEVICE or receipt.code in _UNDECIDED:
        return []
    ask = stick_letters.ask_about(DeviceId(receipt.device), receipt.first, raw)
    is_bad = receipt.code == ReceiptCode.NOT_AUTHENTIC
    return [stick_letters.bad_item(ask) if is_bad else stick_letters.change_item(ask)]


def _is_undecided(receipt: Receipt) -> bool:
    # The invitation may come with another stick.
    return receipt.code in _UNDECIDED or receipt.reason == "unknown_invitation"


def _shuts_out(receipt: Receipt, authority: Authority) -> bool:
    """Tell whether a redemption was judged for good, and let nobody in."""
    if receipt.code == ReceiptCode.FORBIDDEN:
        return receipt.reason in _SHUT_OUT
    # Another computer was first: recorded for coordinators to see. The root alone signs firsts of another kind.
    known = {NO_DEVICE, key_handle(authority.root_key), *authority.devices}
    return receipt.code == ReceiptCode.ACCEPTED and receipt.first == 0 and receipt.device not in known


def _keep_keys(transaction: LedgerWriter, opened: Opened, device: Device, work: Work) -> None:
    """Store keys sealed to others, as far as their sender keeps the audience and the epoch is here."""
    authority, stored = work.network.authority, []
    for stanza in opened.body.stanzas:
        audience = AudienceId(stanza.audience)
        recipient = DeviceId(stanza.recipient)
        is_known = (audience, stanza.number) in authority.epochs and authority.revocation(recipient) is None
        if is_known and authority.is_keeper(device.rights, audience):
            stored.append(StoredStanza(0, audience, stanza.number, recipient, device.handle, stanza.sealed))
    transaction.put_stanzas(stored)


def _keep_profile(transaction: LedgerWriter, opened: Opened, device: Device, work: Work, *, keys: HubKeys) -> None:
    """Store a coordinator's new network profile, unless a later outbox of the same device came before."""
    untrusted, counter = opened.body.profile, opened.auth.counter
    is_newest = counter > transaction.counter(device.handle, LANE_STICKS)
    leads = device.rights is not None and device.rights.role is Role.COORDINATOR
    if not untrusted or not is_newest or not leads:
        return
    try:
        profile = decode_profile(untrusted)
        check_profile(profile, work.network.authority)
    except (WireError, WrongNetworkError):
        return
    if (profile.hub_sign_key, profile.hub_box_key) == (keys.sign_key, keys.box_key):
        transaction.set_counter(device.handle, LANE_STICKS, counter)
        transaction.put_profile(untrusted)
