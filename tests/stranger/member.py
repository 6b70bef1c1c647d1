"""How the second client becomes a member: "Enrolment" with a code, then signed exchanges and changes of its own."""

import secrets

from tests.stranger import trust
from tests.stranger.chain import NETWORK
from tests.stranger.client import Client, Sealed
from tests.stranger.digests import Stanza
from tests.stranger.envelopes import (
    CLEAR,
    SEALED,
    Change,
    Place,
    make_envelope,
    pack_raw,
    prev_of,
    value_name,
    write_change,
)
from tests.stranger.keys import Epoch, read_code, redeem_message, seal_device_label, stanza_hash
from tests.stranger.messages import Exchange, Head, Receipt
from tests.stranger.plain_messagepack import Value, write
from tests.stranger.primitives import box_key_of, handle_of, sha256, sign, sign_key_of


class Member:
    """A computer with keys of its own.

    Attributes:
        client: What it knows of the network.
        handle: The handle of its signing key.
    """

    def __init__(self, client: Client, code: str) -> None:
        self.client = client
        self._seed, self._box = secrets.token_bytes(32), secrets.token_bytes(32)
        self.handle = handle_of(sign_key_of(self._seed))
        self._code = read_code(code)[1]
        self._counter = 0
        self._number, self._prev = 0, bytes(16)

    def read_invitation(self) -> None:
        """Ask with the invitation's key, check the tie, and open the keys that came with it.

        Raises:
            ValueError: The code is not of this network, or a key does not fit the chain.
        """
        client, code = self.client, self._code
        asked = Exchange([(0, client.chain.n)], nonce=secrets.token_bytes(16))
        client.exchange(asked, code.sign_seed)
        invitation = client.chain.invitations[code.invitation]
        if code.tie(client.root, invitation.terms_bytes) != invitation.tie:
            raise ValueError("another network's invitation")
        stanzas = _stanzas(client)
        if stanza_hash(stanzas) != invitation.terms.raw("welcome"):
            raise ValueError("other keys than those of the invitation")
        self._open(stanzas, code.box_secret)

    def redeem(self, label: str) -> None:
        """Enrol with the invitation; the redemption goes up in an exchange that the new key signs."""
        chain, code = self.client.chain, self._code
        coordinators = next(
            each.raw("audience")
            for each in chain.audiences.values()
            if each.number("audience_type") == trust.COORDINATORS
        )
        sign_key, box_key = sign_key_of(self._seed), box_key_of(self._box)
        name = seal_device_label(chain.epochs[coordinators].raw("box_key"), self.client.root, self.handle, label)
        by_invitation = sign(code.sign_seed, redeem_message(self.client.root, code.invitation, sign_key, box_key, name))
        body = trust.write_body(trust.REDEEM, code.invitation, sign_key, box_key, name, by_invitation)
        self._send(make_envelope(CLEAR, self._place(NETWORK, 0), body, root=self.client.root, seed=self._seed), [0])

    def pull(self, ordinals: list[int]) -> None:
        """Ask for feeds until everything is here."""
        while not self._exchange([], [0, *ordinals]):
            pass

    def set_value(self, ordinal: int, record: tuple[bytes, str], group: str, value: object) -> Receipt:
        """Give a group of a record a value in the place of all that are known of it, and send the change."""
        feed = self.client.chain.feeds[ordinal]
        bases = [value_name(each) for each in values_of(self.client.changes, feed.handle, record[0], group)]
        operation: list[Value] = [1, group, list(bases), write(value)]
        change = Change(self.client.chain.rules, record[0], record[1], [operation])
        newest = self.client.chain.epochs.get(feed.audience)
        epoch = newest.number("number") if newest else 0
        raw = make_envelope(
            SEALED,
            self._place(feed.handle, epoch),
            pack_raw(write_change(change)),
            root=self.client.root,
            seed=self._seed,
            epoch_key=self.client.audience_keys[feed.audience, epoch],
            random=secrets.token_bytes(32),
        )
        return self._send(raw, [0, ordinal])

    def ask(self, number: int, envelope: bytes) -> Receipt:
        """Ask what became of a change that is not sent again."""
        self._exchange([], [0], asks=[(self.handle, number, sha256(envelope)[:16])])
        return self.client.receipts[-1]

    @property
    def last_envelope(self) -> bytes:
        return self._last

    def _place(self, feed: bytes, epoch: int) -> Place:
        chain = self.client.chain
        return Place(self._number, self._prev, feed, epoch, chain.n, chain.digests[chain.n][:16])

    def _send(self, envelope: bytes, ordinals: list[int]) -> Receipt:
        self._last = envelope
        self._number, self._prev = self._number + 1, prev_of(envelope)
        self._exchange([envelope], ordinals)
        return self.client.receipts[-1]

    def _exchange(
        self, changes: list[bytes], ordinals: list[int], asks: list[tuple[bytes, int, bytes]] | None = None
    ) -> bool:
        self._counter += 1
        cursors = [(at, self.client.chain.feeds[at].n) for at in ordinals]
        asked = Exchange(cursors, changes, asks=asks or [])
        is_whole = self.client.exchange(asked, self._seed, self._counter)
        mine = [each for each in _stanzas(self.client) if each.recipient == self.handle]
        self._open(mine, self._box)
        return is_whole

    def _open(self, stanzas: list[Stanza], secret: bytes) -> None:
        chain, keys = self.client.chain, self.client.audience_keys
        for stanza in stanzas:
            epoch = Epoch(self.client.root, stanza.audience, stanza.epoch)
            commitment = chain.commitments[stanza.audience, stanza.epoch]
            keys[stanza.audience, stanza.epoch] = epoch.open_stanza(stanza, secret, commitment)


def _stanzas(client: Client) -> list[Stanza]:
    return [stanza for frame in client.frames if isinstance(frame, Head) for stanza in frame.stanzas]


def values_of(changes: list[Sealed], feed: bytes, record: bytes, group: str) -> list[bytes]:
    """Return the versions of a group after all changes that are here."""
    found: list[bytes] = []
    for sealed in changes:
        if sealed.feed != feed or sealed.change.record != record:
            continue
        for operation in sealed.change.operations:
            match operation:
                case [1, name, list() as bases, bytes() as value] if name == group:
                    found = [each for each in found if value_name(each) not in bases]
                    found.append(value)
    return found
