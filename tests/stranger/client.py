"""A second client: it looks around, is enrolled by a code, and writes. Written from docs/protocol.md alone."""

import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from tests.stranger.chain import Chain
from tests.stranger.digests import (
    HeadHashes,
    Standing,
    feeds_hash,
    head_message,
    keys_hash,
    mark_message,
    next_digest,
    receipts_hash,
    refusal_message,
)
from tests.stranger.envelopes import SEALED, Change, open_envelope, read_change, read_envelope, verify_envelope
from tests.stranger.keys import Epoch, open_shelf_label
from tests.stranger.known import Feed
from tests.stranger.messages import (
    Auth,
    Entries,
    Exchange,
    Frame,
    Head,
    Listed,
    Piece,
    Receipt,
    Refusal,
    Request,
    read_frames,
    read_receipts,
    request_hash,
    write_objects_request,
)
from tests.stranger.plain_messagepack import a_list, a_number, a_text, read, some_bytes
from tests.stranger.primitives import check_signed, is_weak_box_key, is_weak_sign_key, sha256

STUB = 32
"""So long is what stands for an erased envelope."""


class RefusedError(Exception):
    """The hub refused a request, signed."""


@dataclass(frozen=True)
class Profile:
    """A network profile."""

    name: str
    root_key: bytes
    hubs: list[str]
    hub_sign_key: bytes
    hub_box_key: bytes
    open_key: bytes


def read_profile(raw: bytes) -> Profile:
    """Read a network profile.

    Raises:
        ValueError: It is not one.
    """
    suite, name, root_key, hubs, sign_key, box_key, open_key, *_ = a_list(read(raw), 7)
    if a_number(suite) != 1 or len(a_text(name)) > 300 or len(a_list(hubs)) > 8:
        raise ValueError("no profile of suite 1")
    keys = [some_bytes(each, 32) for each in (root_key, sign_key, box_key, open_key)]
    if is_weak_sign_key(keys[0]) or is_weak_sign_key(keys[1]) or is_weak_box_key(keys[2]):
        raise ValueError("a weak key")
    return Profile(a_text(name), keys[0], [a_text(each) for each in a_list(hubs)], *keys[1:])


@dataclass(frozen=True)
class Sealed:
    """A change of a feed of content, opened and judged."""

    feed: bytes
    device: bytes
    position: int
    change: Change


class Client:
    """What is known of one network, and how its hub is asked.

    Attributes:
        profile: The network profile.
        chain: The history of trust, as far as it was followed.
        changes: What could be opened, in the order of positions of each feed.
        receipts: What the hub said of changes.
        frames: The frames of the last answer.
        seen_frames: The entries frames of all answers.
        audience_keys: The keys that are here, by audience and epoch.
    """

    def __init__(self, address: str, dictionaries: Mapping[int, bytes]) -> None:
        self._address = address.removeprefix("http://").rstrip("/")
        self._dictionaries = dictionaries
        self.profile = read_profile(self._ask("GET", "/v1/profile"))
        self.root = sha256(self.profile.root_key)
        self.chain = Chain(self.root)
        self.changes: list[Sealed] = []
        self.receipts: list[Receipt] = []
        self.audience_keys: dict[tuple[bytes, int], bytes] = {}
        self.frames: list[Frame] = []
        self.seen_frames: list[Entries] = []
        self._position = 0

    def look_around(self, *, answer_bytes: int = 0, frame_bytes: int = 0) -> None:
        """Follow `network`, and then every feed of `open`, without any key of one's own."""
        self.pull([0], answer_bytes=answer_bytes, frame_bytes=frame_bytes)
        place = self.chain.open_audience
        if Epoch(self.root, place, 0).commitment(self.profile.open_key) != self.chain.commitments[place, 0]:
            raise ValueError("the profile's open key does not fit the chain")
        self.audience_keys[place, 0] = self.profile.open_key
        ordinals = [at for at, feed in enumerate(self.chain.feeds) if feed.audience == place]
        self.pull([0, *ordinals], answer_bytes=answer_bytes, frame_bytes=frame_bytes)

    def pull(self, ordinals: list[int], *, answer_bytes: int = 0, frame_bytes: int = 0) -> None:
        """Ask, unsigned and each time with a fresh nonce, until everything of these feeds is here."""
        while True:
            cursors = [(at, self.chain.feeds[at].n) for at in ordinals]
            nonce = secrets.token_bytes(16)
            asked = Exchange(cursors, answer_bytes=answer_bytes, frame_bytes=frame_bytes, nonce=nonce)
            if self.exchange(asked):
                return

    def exchange(self, asked: Exchange, seed: bytes = b"", counter: int = 0) -> bool:
        """Exchange once, signed if there is a key; tell whether everything is here that the head speaks of.

        Raises:
            RefusedError: The hub refused.
            ValueError: Something is not genuine.
        """
        body = asked.written()
        auth = Request("POST", "/v1/exchange", body).sign(self.root, seed, counter=counter) if seed else None
        frames = list(read_frames(self._ask("POST", "/v1/exchange", body, auth)))
        self.frames = list(frames)
        self.seen_frames += [each for each in frames if isinstance(each, Entries)]
        which = request_hash(body, auth)
        match frames:
            case [Refusal() as refusal]:
                message = refusal_message(self.root, which, refusal.reason, refusal.number)
                check_signed(self.chain.hub_key or self.profile.hub_sign_key, refusal.signature, message)
                raise RefusedError(refusal.reason)
            case [Head() as head, *others]:
                return self._take(asked, which, head, [each for each in others if isinstance(each, Entries)])
            case _:
                raise ValueError("an answer begins with a head")

    def _take(self, asked: Exchange, which: bytes, head: Head, others: list[Entries]) -> bool:
        ordinals = [ordinal for ordinal, _ in asked.cursors]
        standings = head.standings
        if standings is None:
            for ordinal, entries in zip(ordinals, head.entries or [], strict=True):
                self._follow(head, self.chain.feeds[ordinal], entries, asked.changes)
            standings = [self._standing(ordinal) for ordinal in ordinals]
        elif self.chain.hub_key is None and others and others[0].ordinal == 0:
            # The hub's key is an entry of the first frame of `network`: it stands on the root's signature.
            self._take_frame(head, others.pop(0), asked.changes)
        if self.chain.hub_key is None:
            raise ValueError("the hub's key is not in the chain")
        feeds = [(self.chain.feeds[ordinal].handle, at) for ordinal, at in zip(ordinals, standings, strict=True)]
        keys = keys_hash(head.stanza_serial, head.stanzas)
        hashes = HeadHashes(feeds_hash(feeds), which, receipts_hash(head.receipts), keys)
        message = head_message(self.root, head.era, head.position, head.stamp, hashes)
        check_signed(self.chain.hub_key, head.signature, message)
        if head.position < self._position:
            raise ValueError("the hub lost entries")
        self._position = head.position
        self.receipts += read_receipts(head.receipts)
        for frame in others:
            self._take_frame(head, frame, asked.changes)
        for frame in (each for each in self.frames if isinstance(each, Entries) and each.mark is None):
            if self._standing(frame.ordinal) != standings[ordinals.index(frame.ordinal)]:
                raise ValueError("a feed's last frame does not end where the head says")
        return [self._standing(ordinal) for ordinal in ordinals] == standings

    def _standing(self, ordinal: int) -> Standing:
        feed = self.chain.feeds[ordinal]
        return Standing(feed.n, feed.digest)

    def _take_frame(self, head: Head, frame: Entries, changes: list[bytes]) -> None:
        feed = self.chain.feeds[frame.ordinal]
        if frame.first != feed.n + 1:
            raise ValueError("entries that do not continue the feed")
        self._follow(head, feed, frame.entries, changes)
        if frame.mark is not None:
            era = self.chain.era_of(feed.position + 1)
            message = mark_message(self.root, era, feed.handle, Standing(feed.n, feed.digest), feed.position)
            check_signed(self.chain.hub_key or b"", frame.mark, message)

    def _follow(self, head: Head, feed: Feed, entries: list[Listed], changes: list[bytes]) -> None:
        for listed in entries:
            entry = listed.entry(changes)
            if entry.position > head.position:
                raise ValueError("an entry behind the head")
            if feed is self.chain.feeds[0]:
                self.chain.follow(entry)
                continue
            if len(entry.envelope) == STUB:
                feed.digest = next_digest(self.root, self.chain.era_of(entry.position), feed.handle, feed.digest, entry)
                feed.n, feed.position = feed.n + 1, entry.position
                continue
            envelope = read_envelope(entry.envelope)
            self.chain.advance(feed, entry, envelope)
            opened = self._open(feed, entry.envelope, entry.position)
            if opened is not None:
                self.changes.append(Sealed(feed.handle, envelope.device, entry.position, opened))

    def _open(self, feed: Feed, raw: bytes, position: int) -> Change | None:
        envelope = read_envelope(raw)
        device = self.chain.device_at(envelope.device, position)
        if envelope.form != SEALED or envelope.feed != feed.handle or device is None:
            return None
        verify_envelope(envelope, root=self.root, sign_key=device.sign_key)
        self.chain.check_seen(envelope, before=sum(each < position for each in self.chain.positions))
        if not self.chain.may_write(device, feed.audience):
            return None
        key = self.audience_keys[feed.audience, envelope.epoch]
        plain = open_envelope(envelope, root=self.root, epoch_key=key, dictionaries=self._dictionaries)
        return read_change(plain)

    def shelf(self, ordinal: int) -> str:
        """Open the name of a shelf of `open`."""
        feed = self.chain.feeds[ordinal]
        return open_shelf_label(self.audience_keys[feed.audience, 0], self.root, feed.handle, feed.label)

    def objects(self, wanted: list[bytes]) -> list[bytes | None]:
        """Fetch objects in one stream; None for what the hub does not have.

        Raises:
            ValueError: A piece was not asked for, leaves a gap, or an object is not what its name says.
        """
        found: dict[int, bytearray] = {}
        missing: set[int] = set()
        while left := [at for at, name in enumerate(wanted) if at not in missing and _differs(name, found.get(at))]:
            asked = write_objects_request([(wanted[at], len(found.get(at, b""))) for at in left])
            for piece in read_frames(self._ask("POST", "/v1/objects", asked)):
                if not isinstance(piece, Piece):
                    raise ValueError("only pieces answer a list of objects")  # noqa: TRY004 - the bytes are wrong, not a call
                at = left[piece.index]
                if piece.total is None:
                    missing.add(at)
                elif piece.offset != len(found.setdefault(at, bytearray())):
                    raise ValueError("a gap")
                else:
                    found[at] += piece.data
                    if len(found[at]) >= piece.total and _differs(wanted[at], found[at]):
                        raise ValueError("another object")
        return [None if at in missing else bytes(found[at]) for at in range(len(wanted))]

    def _ask(self, method: str, target: str, body: bytes = b"", auth: Auth | None = None) -> bytes:
        headers = {"Content-Type": "application/octet-stream"} if body else {}
        if auth:
            headers["Haversack-Auth"] = auth.header()
        connection = http.client.HTTPConnection(self._address, timeout=30)
        try:
            connection.request(method, target, body or None, headers)
            response = connection.getresponse()
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            return response.read()
        finally:
            connection.close()


def _differs(name: bytes, found: bytearray | None) -> bool:
    return found is None or sha256(bytes(found)) != name
