"""The hub as one object: everything that it does, apart from HTTP.

Must not know a route, a status code beside `NotOurProtocolError`'s, or a socket.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from haversack_sync.hub import exchange as exchanges
from haversack_sync.hub import uploads
from haversack_sync.hub.answer import AnswerPlan, answer_frames
from haversack_sync.hub.clock import Clock
from haversack_sync.hub.data_folder import HubKeys
from haversack_sync.hub.erasing import forget_erased
from haversack_sync.hub.errors import NotOurProtocolError, StorageError
from haversack_sync.hub.gate import Gate
from haversack_sync.hub.network_state import NetworkDraft, catch_up
from haversack_sync.hub.ports import Counts, Ledger, LedgerReader, ObjectBytes, Registration
from haversack_sync.hub.snapshots import with_offers
from haversack_sync.hub.sweeping import sweep
from haversack_sync.hub.work import SECONDS_A_DAY, Work
from haversack_sync.model.authority import FIRST_ERA, Authority
from haversack_sync.model.ids import NETWORK_FEED, ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import exchange_line
from haversack_sync.protocol.errors import HubRefusal, WeakKeyError, WireError
from haversack_sync.protocol.head import refusal_message
from haversack_sync.protocol.limits import KIB, HubLimits
from haversack_sync.protocol.messages import (
    RefusalFrame,
    decode_register_request,
    decode_request,
    encode_frame,
    encode_message,
)
from haversack_sync.protocol.network import NetworkView, empty_view
from haversack_sync.protocol.object_lists import decode_objects_request, piece_frames
from haversack_sync.protocol.registration import check_register_request, register_answer
from haversack_sync.protocol.requests import RequestAuth, request_hash
from haversack_sync.protocol.uploads import uploaded_frame

NO_SIGNATURE: Final = bytes(sealing.SIGNATURE_BYTES)
"""Stands in a refusal before there is a network to sign for."""
FREE_SLICE_BYTES: Final = 64 * KIB
"""Slices from this length on, and all of coordinators, do not count as requests: the day's bytes limit them."""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Parts:
    """What a hub is made of."""

    ledger: Ledger
    objects: ObjectBytes
    keys: HubKeys
    token: str
    limits: HubLimits
    clock: Clock


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a hub stands, without a name: for its health page and its operator."""

    is_registered: bool
    position: int
    stamp: int
    feeds: int
    devices: int
    counts: Counts


class Hub:
    """One hub of one network. Its state is its ledger; what it holds in memory can be lost at any moment."""

    def __init__(self, parts: Parts) -> None:
        self._ledger = parts.ledger
        self._objects = parts.objects
        self._keys = parts.keys
        self._token = parts.token
        self._clock = parts.clock
        self.limits = parts.limits
        self._gate = Gate(parts.limits, parts.clock)
        self._view: NetworkView | None = None
        self._view_lock = threading.Lock()
        self._swept_day = 0
        # Perhaps a hub before this one was killed between an erasure and its end.
        self._is_settled = False

    def start(self) -> int:
        """Get ready before the first request: catch up with the ledger, clear away what a crash left.

        Returns:
            How many uploads were given up.

        Raises:
            StorageError: The disk failed.
        """
        self.standing()
        self._sweep_once_a_day()
        return uploads.forget_old(self._ledger, self._objects, stamp=self._clock.seconds())

    def _sweep_once_a_day(self) -> None:
        """Delete the parts of old snapshots, on the first occasion of each day by the hub's stamps."""
        view, now = self._view, self._clock.seconds()
        if view is None or now // SECONDS_A_DAY <= self._swept_day:
            return
        self._swept_day = now // SECONDS_A_DAY
        feeds = [feed.handle for feed in view.authority.feeds_in_order()]
        sweep(self._ledger, self._objects, feeds, stamp=now, limits=self.limits)
        with self._ledger.writing() as transaction:
            transaction.forget_late(before=now - self.limits.quarantined_days * SECONDS_A_DAY)

    def profile(self) -> bytes:
        """Return the network profile.

        Raises:
            NotOurProtocolError: There is none yet (404).
        """
        with self._ledger.reading() as moment:
            profile = moment.profile()
        if profile is None:
            raise NotOurProtocolError(404, "no profile yet")
        return profile

    def register(self, body: bytes) -> tuple[bool, bytes]:
        """Register a network with this hub; the same network again gets the same answer.

        Another network may take its place as long as no entry is here.

        Returns:
            Whether it is registered, and the answer: a `RegisterAnswer`, or a refusal frame without a signature, since
            there is no network yet to sign for.

        Raises:
            NotOurProtocolError: Malformed (400).
        """
        try:
            request = decode_register_request(body)
            check_register_request(request, self._token)
        except WireError as error:
            raise NotOurProtocolError(400, "malformed registration") from error
        except HubRefusal as refusal:
            return False, encode_frame(RefusalFrame(refusal.reason, refusal.number, NO_SIGNATURE))
        try:
            sealing.check_public_key(request.root_key)
        except WeakKeyError as error:
            raise NotOurProtocolError(400, "weak root key") from error
        with self._ledger.writing() as transaction:
            registration = transaction.registration()
            is_same = registration is not None and registration.root_key == request.root_key
            if registration is None or (not is_same and transaction.last()[0] == 0):
                # Until the first entry is here nobody may have the root that registered: its founder's computer may
                # have died, or never have got the answer. The token decides then.
                registration = Registration(request.root_key, FIRST_ERA)
                transaction.register(registration, stamp=self._clock.seconds())
        if registration.root_key != request.root_key:
            return False, encode_frame(RefusalFrame("already_registered", 0, NO_SIGNATURE))
        answer = register_answer(
            self._token,
            root_key=request.root_key,
            hub_sign_seed=self._keys.sign_seed,
            hub_box_key=self._keys.box_key,
        )
        return True, encode_message(answer)

    def object_size(self, object_id: ObjectId) -> int | None:
        """Return the length of a whole object in bytes, or None."""
        return self._objects.size(object_id)

    def read_object(self, object_id: ObjectId, *, start: int, length: int) -> Iterator[bytes]:
        """Yield a stretch of a whole object."""
        return self._objects.read(object_id, start=start, length=length)

    def read_objects(self, body: bytes) -> Iterator[bytes]:
        """Yield the frames that answer a request for many objects.

        Raises:
            NotOurProtocolError: No program of ours sends this (400).
        """
        try:
            request = decode_objects_request(body)
        except WireError as error:
            raise NotOurProtocolError(400, "malformed request") from error
        read = self._objects.read
        return piece_frames(
            request,
            size_of=self._objects.size,
            read=lambda object_id, start, length: read(object_id, start=start, length=length),
            most_bytes=self.limits.answer_bytes,
        )

    def standing(self) -> Standing:
        """Return where the hub stands."""
        with self._ledger.reading() as moment:
            base = self._view
            counts, (position, stamp) = moment.counts(), moment.last()
            registration = moment.registration()
            authority = Authority()
            if registration is not None:
                root = sealing.sha256(registration.root_key)
                authority = self._caught_up(moment, root, registration.era, base=base).authority
        return Standing(
            is_registered=registration is not None,
            position=position,
            stamp=stamp,
            feeds=len(authority.feeds),
            devices=len(authority.devices),
            counts=counts,
        )

    def admit_stranger(self, network: str) -> None:
        """Count a request that nobody signs and that is answered without a signature.

        Args:
            network: The caller's /24 or /48.

        Raises:
            HubRefusal: Too many ("too_many_requests", with the seconds to wait).
        """
        self._gate.admit_stranger(network)

    def admit_fetch(self, network: str) -> None:
        """Count a request for objects; as `admit_stranger`."""
        self._gate.admit_fetch(network)

    def exchange(self, body: bytes, auth: RequestAuth | None, *, network: str) -> Iterator[bytes]:
        """Do one exchange.

        Args:
            body: The request.
            auth: Its signature, unless it has none.
            network: The caller's /24 or /48.

        Returns:
            The answer frame by frame; everything that it tells of is stored already.

        Raises:
            NotOurProtocolError: No program of ours sends this, or there is no network yet.
            StorageError: The disk failed; nothing was stored.
        """
        root, era = self._network()
        if len(body) > self.limits.request_bytes:
            raise NotOurProtocolError(413, "request too long")
        try:
            asked = exchanges.Asked(body, decode_request(body), auth)
            exchanges.check_shape(asked)
            self._gate.admit(
                auth,
                exchange_line(body),
                root=root,
                authority=self._known_authority(),
                network=network,
                carried_bytes=len(body) if asked.request.changes else 0,
            )
            decision = self._decide(asked, root, era)
        except WireError as error:
            raise NotOurProtocolError(400, "malformed request") from error
        except HubRefusal as refusal:
            return iter((self._refusal(refusal, root, request_hash(auth, body)),))
        if decision.plan is None:
            return iter((self._refusal(decision.refusal or HubRefusal("unknown_device"), root, asked.hash),))
        return answer_frames(decision.plan, self._ledger, hub_seed=self._keys.sign_seed)

    def _decide(self, asked: exchanges.Asked, root: bytes, era: int) -> exchanges.Decision:
        if exchanges.is_reading_only(asked):
            with self._ledger.reading() as moment:
                work = self._work(moment, root, era)
                plan = exchanges.read_only(moment, work, asked, limits=self.limits)
                return exchanges.Decision(self._offering(plan, moment, asked))
        with self._ledger.writing() as transaction:
            work = self._work(transaction, root, era)
            decision = exchanges.exchange(transaction, work, asked, keys=self._keys, limits=self.limits)
            forget_erased(transaction, self._objects, work)
            if decision.plan is not None:
                decision = replace(decision, plan=self._offering(decision.plan, transaction, asked))
        # Only now, after the commit: a transaction that was rolled back must leave nothing behind.
        self._remember(work.network.finish())
        self._is_settled &= not work.erasures
        if not self._is_settled:
            self._is_settled = self._ledger.settle()
        self._sweep_once_a_day()
        return decision

    def _offering(self, plan: AnswerPlan, ledger: LedgerReader, asked: exchanges.Asked) -> AnswerPlan:
        welcome = frozenset(asked.request.snapshots)
        return with_offers(plan, ledger, self._objects, asked=welcome) if welcome else plan

    def upload(self, piece: uploads.Slice, *, network: str) -> bytes:
        """Take a slice of an object.

        Args:
            piece: The slice, with its signature.
            network: The caller's /24 or /48.

        Returns:
            One frame: how much is held, or a refusal.

        Raises:
            NotOurProtocolError: No program of ours sends this, or there is no network yet.
            StorageError: The disk failed; nothing was stored.
        """
        root, era = self._network()
        asked, authority = request_hash(piece.auth, piece.data), self._known_authority()
        # Coordinators publish hundreds of small files at once; their bytes are counted like everybody's.
        span = authority.span_of(piece.auth.device)
        leads = span is not None and span.role is Role.COORDINATOR
        try:
            uploads.check_shape(piece)
            self._gate.admit(
                piece.auth,
                piece.line,
                root=root,
                authority=authority,
                network=network,
                is_free=leads or len(piece.data) >= FREE_SLICE_BYTES,
            )
            held = self._take(piece, root, era)
        except WireError as error:
            raise NotOurProtocolError(400, "malformed slice") from error
        except HubRefusal as refusal:
            return self._refusal(refusal, root, asked)
        except OSError as error:
            raise StorageError("object not written") from error
        return encode_frame(
            uploaded_frame(
                piece.object_id,
                root=root,
                request=asked,
                received=held.received,
                complete=held.complete,
                hub_seed=self._keys.sign_seed,
            )
        )

    def _take(self, piece: uploads.Slice, root: bytes, era: int) -> uploads.Held:
        with self._ledger.writing() as transaction:
            authority = self._caught_up(transaction, root, era, base=self._view).authority
            stamp = max(self._clock.seconds(), transaction.last()[1])
            judge = uploads.Judge(root, authority, self.limits, stamp)
            held = uploads.take_slice(transaction, self._objects, piece, judge)
        if held.complete or held.received < piece.total:
            return held
        return uploads.finish(self._ledger, self._objects, piece, stamp=stamp)

    def _network(self) -> tuple[bytes, int]:
        """Return fingerprint and era of the network."""
        view = self._view
        if view is not None:
            return view.root, FIRST_ERA
        with self._ledger.reading() as moment:
            registration = moment.registration()
        if registration is None:
            raise NotOurProtocolError(404, "no network yet")
        return sealing.sha256(registration.root_key), registration.era

    def _known_authority(self) -> Authority:
        """Return the authority as far as this process knows, which is good enough to count requests."""
        return self._view.authority if self._view else Authority()

    def _work(self, ledger: LedgerReader, root: bytes, era: int) -> Work:
        view = self._caught_up(ledger, root, era, base=self._view)
        return Work(ledger, NetworkDraft(view), clock_seconds=self._clock.seconds())

    def _caught_up(self, ledger: LedgerReader, root: bytes, era: int, *, base: NetworkView | None) -> NetworkView:
        """Return the network feed as it is at a moment of the ledger; another process may have extended it.

        Args:
            ledger: The moment.
            root: The network's fingerprint.
            era: Its era.
            base: The view in memory when the moment began, so that it cannot be ahead of it.
        """
        end = ledger.feed_end(NETWORK_FEED)
        target = end.n if end else 0
        view = base or empty_view(root, era=era)
        if view.standing.n > target:
            view = empty_view(root, era=era)
        while view.standing.n < target:
            after = view.standing.n
            view = catch_up(view, ledger.entries(NETWORK_FEED, after=after, up_to=target, at_most=_BATCH))
        self._remember(view)
        return view

    def _remember(self, view: NetworkView) -> None:
        """Keep the furthest view; an empty one is no view, since another network may still register."""
        with self._view_lock:
            if view.standing.n > (self._view.standing.n if self._view else 0):
                self._view = view

    def _refusal(self, refusal: HubRefusal, root: bytes, request: bytes) -> bytes:
        message = refusal_message(root, request, refusal.reason, refusal.number)
        signature = sealing.sign(self._keys.sign_seed, message)
        return encode_frame(RefusalFrame(refusal.reason, refusal.number, signature))
