"""A `network` feed being written, entry by entry, without signatures: for tests of who may do what.

Keys are hashes of names, so a test says "ana" and everybody knows who that is.
"""

import hashlib
from dataclasses import dataclass

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import Authority
from haversack_sync.model.authority_draft import AuthorityDraft, RefusedEntryError
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, InvitationId, OrganisationId, Position, key_handle
from haversack_sync.model.network_entry import NetworkEntry
from haversack_sync.model.roles import AudienceType, Role

DAY = 24 * 3600
OPEN = AudienceId(b"open    ")
MEMBERS = AudienceId(b"members ")
COORDINATORS = AudienceId(b"coordina")
NO_ORGANISATION = OrganisationId(b"")
ALPHA = OrganisationId(b"org-alph")
BETA = OrganisationId(b"org-beta")
LIBRARY = FeedId(b"library ")


def key(name: str) -> bytes:
    """Return the signing key of somebody; their box key is `key(name + " box")`."""
    return hashlib.sha256(name.encode()).digest()


def handle(name: str) -> DeviceId:
    """Return the handle of somebody's signing key."""
    return key_handle(key(name))


def invitation_id(name: str) -> InvitationId:
    """Return the id of the invitation that somebody holds."""
    return InvitationId(key(name)[:16])


def terms(
    name: str,
    *,
    role: int = Role.READER,
    organisation: bytes = ALPHA,
    audiences: tuple[bytes, ...] = (MEMBERS,),
    mode: int = 0,
    expiry_days: int = 14,
    sign_key: bytes | None = None,
) -> bodies.InviteTerms:
    """Return what an invitation called `name` offers; its key is `key("code " + name)`."""
    return bodies.InviteTerms(
        invitation=invitation_id(name),
        sign_key=key("code " + name) if sign_key is None else sign_key,
        box_key=key("code box " + name),
        organisation=organisation,
        role=role,
        audiences=audiences,
        mode=mode,
        expiry_days=expiry_days,
        welcome=bytes(32),
    )


def invite(offer: bodies.InviteTerms) -> bodies.Invite:
    """Return the body of an `invite` entry."""
    return bodies.Invite(bodies.encode_body(offer), bytes(32))


def redeem(name: str, *, by: str) -> bodies.Redeem:
    """Return the body with which the device `by` takes up the invitation `name`."""
    return bodies.Redeem(invitation_id(name), key(by), key(by + " box"), b"", bytes(64))


def add_coordinator(name: str) -> bodies.CoordinatorAdd:
    """Return the body that makes a device a coordinator's."""
    return bodies.CoordinatorAdd(key(name), key(name + " box"), bytes(64))


def audience(
    its_handle: bytes,
    its_type: int,
    *,
    organisation: bytes = b"",
    writers: tuple[int, ...] = (Role.COORDINATOR,),
) -> bodies.AddAudience:
    """Return the body that adds an audience."""
    return bodies.AddAudience(its_handle, its_type, organisation, writers)


def epoch(its_audience: bytes, number: int) -> bodies.AddEpoch:
    """Return the body of an epoch entry."""
    back = b"" if number == 1 else bytes(48)
    return bodies.AddEpoch(its_audience, number, bytes(32), back, 0, bytes(32), key("letter box"), key("letters"))


@dataclass(slots=True)
class Story:
    """A `network` feed and what follows from it.

    Attributes:
        authority: After the last entry that was not refused.
        position: Of the last entry, refused ones counted.
        stamp: Of the last entry, seconds.
    """

    authority: Authority
    position: int = 0
    stamp: int = 1_700_000_000

    def says(
        self, signer: str, body: bodies.NetworkBody | None, *, stamp: int | None = None, knows_era: bool = True
    ) -> Position:
        """Add an entry; return its position. Its author knows the newest era, if not said otherwise.

        Raises:
            RefusedEntryError: The rules do not allow it.
        """
        draft = AuthorityDraft(self.authority)
        self.position += 1
        self.stamp = self.stamp + 60 if stamp is None else stamp
        draft.apply(NetworkEntry(Position(self.position), self.stamp, handle(signer), body, knows_era=knows_era))
        self.authority = draft.finish()
        return Position(self.position)

    def refusal(self, signer: str, body: bodies.NetworkBody | None, *, stamp: int | None = None) -> str:
        """Add an entry that is refused and changes nothing; return the reason, empty if it was not refused."""
        before = self.authority
        try:
            self.says(signer, body, stamp=stamp)
        except RefusedEntryError as error:
            assert self.authority == before
            return error.reason
        return ""


def founded() -> Story:
    """Return a network right after its founding, by root and one coordinator, "ana"."""
    story = Story(Authority())
    story.says("root", bodies.Found(key("root"), OPEN, bytes(32)))
    story.says("root", add_coordinator("ana"))
    story.says("root", bodies.HubKey(key("hub"), key("hub box"), bytes(64)))
    story.says("ana", bodies.Rules(1, (1,)))
    everyone = (Role.EDITOR, Role.FOCAL_POINT, Role.COORDINATOR)
    story.says("ana", audience(OPEN, AudienceType.OPEN))
    story.says("ana", audience(MEMBERS, AudienceType.MEMBERS, writers=everyone))
    story.says("ana", audience(COORDINATORS, AudienceType.COORDINATORS))
    story.says("ana", epoch(MEMBERS, 1))
    story.says("ana", epoch(COORDINATORS, 1))
    story.says("ana", bodies.AddFeed(LIBRARY, OPEN, 0, b"sealed"))
    story.says("ana", bodies.AddOrganisation(ALPHA))
    return story


def with_reader(name: str = "ben") -> Story:
    """Return a founded network in which a reader of ALPHA was enrolled."""
    story = founded()
    story.says("ana", invite(terms("paper")))
    story.says(name, redeem("paper", by=name))
    return story
