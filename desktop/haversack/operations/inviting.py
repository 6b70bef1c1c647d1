"""`invite`: a coordinator makes an invitation and gets its code, which is shown once and kept nowhere.

Must not send anything: the invitation becomes valid for others when this vault has synced.
"""

from dataclasses import dataclass

from haversack.operations.editing import one_shown
from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection, trust
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model import reading
from haversack_sync.model.canonical import ABSENT_HASH, encode, is_text
from haversack_sync.model.ids import DeviceId, FeedId, OrganisationId, RecordId
from haversack_sync.model.invited import Mode
from haversack_sync.model.languages import tidy_language
from haversack_sync.model.operations import Change, Create, Operation, Set
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.enrolment import derive, invite_entry, make_code, read_code
from haversack_sync.protocol.epochs import EpochName, seal_stanza, stanzas_hash
from haversack_sync.protocol.limits import DEFAULT_INVITATION_DAYS, MAX_NAME_CHARACTERS

_RULES = 1


class CoordinatorInvitationError(Exception):
    """A coordinator was to be invited for an organisation: coordinators' computers belong to none."""

    kind = "coordinator_invitation"


class NoSuchOrganisationError(Exception):
    """No organisation has this id here."""

    kind = "no_such_organisation"


class BadOrganisationNameError(Exception):
    """The name of a new organisation is empty, too long or no text."""

    kind = "bad_organisation_name"


class NoAudienceKeyError(Exception):
    """The members' key is not in this vault, so nobody can be let in from here."""

    kind = "no_audience_key"


@dataclass(frozen=True, slots=True)
class ForOrganisation:
    """An organisation that is in the directory already, by its record id."""

    record: RecordId


@dataclass(frozen=True, slots=True)
class ForNewOrganisation:
    """An organisation that is made with the invitation: its name, and the language that the name is in."""

    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers.

    Attributes:
        organisation: Handle of the organisation; empty for none.
        role: Role that the new device will have.
        mode: How it lets the device in.
        signer: Who signs it: this device, or the root.
        keys: The audience keys that its code opens at once.
        days: How long it can be used from when the hub takes it, 1 to `MAX_INVITATION_DAYS`.
    """

    organisation: OrganisationId
    role: Role
    mode: Mode
    signer: DeviceId
    keys: tuple[tuple[EpochName, bytes], ...]
    days: int = DEFAULT_INVITATION_DAYS


def invite(
    workspace: Workspace,
    organisation: ForOrganisation | ForNewOrganisation,
    role: Role,
    *,
    days: int = DEFAULT_INVITATION_DAYS,
) -> str:
    """Make an invitation, as `invite_many`.

    Args:
        workspace: A coordinator's vault.
        organisation: Whom the new computer will belong to.
        role: READER or EDITOR.
        days: How long it can be used, 1 to `MAX_INVITATION_DAYS`.

    Returns:
        The code, to be handed over by another way than any stick.

    Raises:
        As `invite_many`.
    """
    return invite_many(workspace, organisation, role, number=1, days=days)[0]


def invite_many(
    workspace: Workspace,
    organisation: ForOrganisation | ForNewOrganisation,
    role: Role,
    *,
    number: int,
    days: int = DEFAULT_INVITATION_DAYS,
) -> list[str]:
    """Make invitations for several computers of one organisation.

    One transaction: the organisation's handle and record where they are new, the invitations, their welcomes.

    Args:
        workspace: A coordinator's vault.
        organisation: Whom the new computers will belong to.
        role: READER or EDITOR.
        number: How many.
        days: How long they can be used, 1 to `MAX_INVITATION_DAYS`.

    Returns:
        The codes, to be handed over by another way than any stick.

    Raises:
        BadOrganisationNameError: The name of the new organisation is empty, too long or no text.
        CoordinatorInvitationError: Role COORDINATOR, see `coordinators.invite_coordinator`.
        NoAudienceKeyError: The members' key is not here.
        NoSuchOrganisationError: The record is not here, or is no organisation.
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    if role is Role.COORDINATOR:
        raise CoordinatorInvitationError("coordinators belong to no organisation")
    if isinstance(organisation, ForNewOrganisation) and not _is_name(organisation.name):
        raise BadOrganisationNameError("empty, too long or no text")
    authority = workspace.replica.network().authority
    members = authority.audience_of(AudienceType.MEMBERS)
    epoch = authority.newest_epoch.get(members.handle, 0) if members else 0
    with workspace.replica.transaction() as connection:
        key = trust.audience_key(connection, members.handle, epoch) if members else None
    if members is None or key is None:
        raise NoAudienceKeyError("no key of members")
    name = EpochName(workspace.replica.network().root, members.handle, epoch)
    with workspace.replica.transaction():
        handle = _organisation_handle(workspace, organisation)
        offer = Offer(handle, role, Mode.SIMPLE, workspace.own, ((name, key),), days)
        return [queue_invitation(workspace, offer) for _ in range(number)]


def queue_invitation(workspace: Workspace, offer: Offer) -> str:
    """Queue one invitation and its welcome; return its code. Who may offer this is not looked at.

    Args:
        workspace: The open vault; where a transaction is open, this is part of it.
        offer: What it offers.
    """
    clock = workspace.clock
    code = make_code(clock.random)
    keys = derive(read_code(code))
    welcome = [seal_stanza(key, name, recipient=keys.handle, box_key=keys.box_key) for name, key in offer.keys]
    terms = bodies.InviteTerms(
        invitation=keys.invitation,
        sign_key=keys.sign_key,
        box_key=keys.box_key,
        organisation=offer.organisation,
        role=int(offer.role),
        audiences=tuple(name.audience for name, _ in offer.keys),
        mode=int(offer.mode),
        expiry_days=offer.days,
        welcome=stanzas_hash(welcome),
    )
    entry = bodies.encode_body(invite_entry(keys, terms, root=workspace.root))
    with workspace.replica.transaction() as connection:
        outbox.queue_network(connection, entry, signer=offer.signer, created_ms=clock.wall_ms())
        trust.queue_stanzas(connection, welcome)
    return code


def _is_name(text: str) -> bool:
    return 0 < len(text) <= MAX_NAME_CHARACTERS and is_text(text)


def _organisation_handle(workspace: Workspace, organisation: ForOrganisation | ForNewOrganisation) -> OrganisationId:
    """Return the handle of an organisation; make handle and record where they are missing."""
    if isinstance(organisation, ForNewOrganisation):
        handle = _new_handle(workspace)
        feed = workspace.feed(AudienceType.MEMBERS, "directory").handle
        # Whatever the computer says its language is, a group that no client can read would be refused everywhere.
        language = tidy_language(organisation.language) or "en"
        operations: list[Operation] = [
            Create(),
            Set("language", (), encode(language)),
            Set(f"name@{language}", (), encode(organisation.name)),
            Set("owner", (), encode(bytes(handle))),
        ]
        record = RecordId(workspace.clock.random(16))
        _queue(workspace, feed, Change(_RULES, record, "organisation", tuple(operations)))
        return handle
    with workspace.replica.transaction() as connection:
        found = projection.show(connection, organisation.record, own=workspace.own)
        organisations = [one for one in found if one.state.kind == "organisation"]
        if not organisations:
            raise NoSuchOrganisationError("no such organisation")
        shown = one_shown(organisations)
        owner = reading.owner(shown.state)
        if owner is not None:
            return owner
        handle = _new_handle(workspace)
        base = shown.state.shown_hash("owner")
        bases = () if base == ABSENT_HASH else (base,)
        change = Change(_RULES, organisation.record, "organisation", (Set("owner", bases, encode(bytes(handle))),))
        _queue(workspace, shown.state.feed, change)
        return handle


def _new_handle(workspace: Workspace) -> OrganisationId:
    handle = OrganisationId(workspace.clock.random(8))
    with workspace.replica.transaction() as connection:
        entry = bodies.encode_body(bodies.AddOrganisation(handle))
        outbox.queue_network(connection, entry, signer=workspace.own, created_ms=workspace.clock.wall_ms())
    return handle


def _queue(workspace: Workspace, feed: FeedId, change: Change) -> None:
    with workspace.replica.transaction() as connection:
        outbox.queue_change(connection, change, feed=feed, signer=workspace.own, created_ms=workspace.clock.wall_ms())
