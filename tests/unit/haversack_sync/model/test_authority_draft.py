"""Each entry of the `network` feed does what it says or nothing at all, and who may write which is checked here."""

import msgspec
import pytest

from haversack_sync.model import authority_draft, invited
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import Authority
from haversack_sync.model.authority_draft import AuthorityDraft, RefusedEntryError
from haversack_sync.model.ids import NETWORK_FEED, Position
from haversack_sync.model.network_entry import NetworkEntry
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol import limits
from tests.unit.haversack_sync.model.trust_story import (
    ALPHA,
    BETA,
    COORDINATORS,
    LIBRARY,
    MEMBERS,
    OPEN,
    Story,
    add_coordinator,
    audience,
    epoch,
    founded,
    handle,
    invitation_id,
    invite,
    key,
    redeem,
    terms,
    with_reader,
)

HUB_KEY = bodies.HubKey(key("hub 2"), key("hub 2 box"), bytes(64))
ONLY_ROOT: list[bodies.NetworkBody] = [add_coordinator("cem"), HUB_KEY]
ONLY_COORDINATORS: list[bodies.NetworkBody] = [
    bodies.Rules(1, (1,)),
    bodies.AddOrganisation(BETA),
    audience(b"another ", AudienceType.MEMBERS),
    bodies.AddFeed(b"training", OPEN, 0, b""),
    invite(terms("paper 2")),
    bodies.Grant(handle("ben"), Role.EDITOR, ALPHA, ()),
    epoch(MEMBERS, 2),
]


def name_of(value: object) -> str:
    return type(value).__name__


def test_a_network_is_founded_by_its_root_and_the_first_coordinator() -> None:
    authority = founded().authority

    assert authority.root_key == key("root")
    assert (authority.hub_sign_key, authority.hub_box_key) == (key("hub"), key("hub box"))
    assert (authority.open_audience, authority.open_commitment) == (OPEN, bytes(32))
    assert authority.newest_epoch == {OPEN: 0, MEMBERS: 1, COORDINATORS: 1}
    ana = authority.devices[handle("ana")]
    assert (ana.sign_key, ana.box_key, ana.now.role) == (key("ana"), key("ana box"), Role.COORDINATOR)
    assert (ana.now.organisation, ana.now.audiences, ana.label) == (b"", frozenset(), b"")
    assert authority.count == 11


def test_only_the_first_entry_founds_a_network() -> None:
    again = bodies.Found(key("root"), OPEN, bytes(32))

    assert founded().refusal("root", again) == "already_founded"
    assert founded().refusal("other", bodies.Found(key("other"), OPEN, bytes(32))) == "already_founded"


def test_a_network_is_founded_by_its_own_root_only() -> None:
    assert Story(Authority()).refusal("other", bodies.Found(key("root"), OPEN, bytes(32))) == "already_founded"


@pytest.mark.parametrize("body", ONLY_ROOT, ids=name_of)
@pytest.mark.parametrize("signer", ["ana", "ben", "nobody"])
def test_what_belongs_to_the_root_is_refused_to_everybody_else(body: bodies.NetworkBody, signer: str) -> None:
    assert with_reader().refusal(signer, body) == "only_root"
    assert Story(Authority()).refusal(signer, body) == "only_root"


@pytest.mark.parametrize("body", ONLY_COORDINATORS, ids=name_of)
@pytest.mark.parametrize("signer", ["root", "ben", "nobody"])
def test_what_belongs_to_coordinators_is_refused_to_everybody_else(body: bodies.NetworkBody, signer: str) -> None:
    invites = signer == "root" and isinstance(body, bodies.Invite)

    # The root invites as well, but coordinators only.
    assert with_reader().refusal(signer, body) == ("bad_invitation" if invites else "only_coordinators")


@pytest.mark.parametrize("body", [*ONLY_ROOT, *ONLY_COORDINATORS], ids=name_of)
def test_each_of_them_is_good_from_whom_it_belongs_to(body: bodies.NetworkBody) -> None:
    story = with_reader()

    assert story.refusal("root" if body in ONLY_ROOT else "ana", body) == ""


def test_a_further_coordinator_counts_at_once() -> None:
    story = founded()
    story.says("root", add_coordinator("cem"))

    assert story.refusal("cem", bodies.AddOrganisation(BETA)) == ""


def test_a_new_hub_key_takes_the_place_of_the_old_one() -> None:
    story = founded()
    story.says("root", HUB_KEY)

    assert (story.authority.hub_sign_key, story.authority.hub_box_key) == (key("hub 2"), key("hub 2 box"))


@pytest.mark.parametrize("taken", ["root", "ana", "code paper"])
def test_two_keys_never_share_a_handle(taken: str) -> None:
    story = founded()
    story.says("ana", invite(terms("paper")))

    assert story.refusal("root", add_coordinator(taken)) == "handle_taken"
    assert story.refusal("ana", invite(terms("paper 2", sign_key=key(taken)))) == "handle_taken"
    assert story.refusal(taken, redeem("paper", by=taken)) == "handle_taken"


def test_an_invitation_an_organisation_an_audience_and_a_feed_are_made_once() -> None:
    story = founded()
    story.says("ana", invite(terms("paper")))

    assert story.refusal("ana", invite(terms("paper", sign_key=key("other code")))) == "handle_taken"
    assert story.refusal("ana", bodies.AddOrganisation(ALPHA)) == "handle_taken"
    assert story.refusal("ana", audience(MEMBERS, AudienceType.MEMBERS)) == "handle_taken"
    assert story.refusal("ana", bodies.AddFeed(LIBRARY, MEMBERS, 1, b"")) == "handle_taken"
    assert story.refusal("ana", bodies.AddFeed(NETWORK_FEED, OPEN, 0, b"")) == "handle_taken"


def test_an_organisation_needs_a_handle() -> None:
    assert founded().refusal("ana", bodies.AddOrganisation(b"")) == "handle_taken"


@pytest.mark.parametrize(
    "body",
    [
        audience(b"another ", 0),
        audience(b"another ", 7),
        audience(b"another ", AudienceType.MEMBERS, writers=(Role.COORDINATOR, 5)),
        audience(b"another ", AudienceType.OPEN),
        audience(b"another ", AudienceType.MEMBERS, organisation=ALPHA),
        audience(b"another ", AudienceType.MEMBERS, organisation=BETA),
        audience(b"another ", AudienceType.GROUP),
        audience(b"another ", AudienceType.GROUP, organisation=ALPHA),
        audience(b"another ", AudienceType.CUSTODIANS),
        audience(b"another ", AudienceType.ORGANISATION),
        audience(b"another ", AudienceType.ORGANISATION, organisation=BETA),
    ],
)
def test_an_audience_has_a_known_type_known_writers_and_an_organisation_if_and_only_if_it_is_its(
    body: bodies.AddAudience,
) -> None:
    assert founded().refusal("ana", body) == "bad_audience"


def test_the_audience_open_is_the_one_that_the_founding_named() -> None:
    story = Story(Authority())
    story.says("root", bodies.Found(key("root"), OPEN, bytes(32)))
    story.says("root", add_coordinator("ana"))

    assert story.refusal("ana", audience(OPEN, AudienceType.MEMBERS)) == "bad_audience"
    assert story.refusal("ana", bodies.AddFeed(LIBRARY, OPEN, 0, b"")) == "unknown_audience"
    assert story.refusal("ana", audience(OPEN, AudienceType.OPEN)) == ""


def test_an_audience_of_an_organisation_names_it() -> None:
    story = founded()
    story.says("ana", audience(b"its own ", AudienceType.ORGANISATION, organisation=ALPHA))

    known = story.authority.audience_of(AudienceType.ORGANISATION)

    assert known is not None
    assert (known.organisation, known.writers) == (ALPHA, frozenset({Role.COORDINATOR}))


@pytest.mark.parametrize(("its_audience", "number"), [(OPEN, 1), (MEMBERS, 0), (MEMBERS, 2), (b"another ", 1)])
def test_the_label_of_a_feed_is_sealed_with_a_key_that_exists(its_audience: bytes, number: int) -> None:
    story = founded()
    story.says("ana", audience(b"another ", AudienceType.MEMBERS))

    assert story.refusal("ana", bodies.AddFeed(b"training", its_audience, number, b"")) == "unknown_epoch"


@pytest.mark.parametrize("number", [0, 1, 3])
def test_epochs_come_one_after_the_other(number: int) -> None:
    assert founded().refusal("ana", epoch(MEMBERS, number)) == "epoch_out_of_order"


def test_of_two_coordinators_who_start_the_same_epoch_the_first_wins() -> None:
    story = founded()
    story.says("root", add_coordinator("cem"))
    position = story.says("cem", epoch(MEMBERS, 2))

    assert story.refusal("ana", epoch(MEMBERS, 2)) == "epoch_out_of_order"
    made = story.authority.epochs[MEMBERS, 2]
    assert (made.keeper, made.position, made.stamp) == (handle("cem"), position, story.stamp - 60)
    assert story.authority.newest_epoch[MEMBERS] == 2


def test_the_first_epoch_of_a_new_audience_is_one() -> None:
    story = founded()
    story.says("ana", audience(b"another ", AudienceType.MEMBERS))

    assert story.refusal("ana", epoch(b"another ", 1)) == ""


def test_a_later_epoch_carries_the_key_before_it() -> None:
    story = founded()
    without = msgspec.structs.replace(epoch(MEMBERS, 2), back=b"")

    assert story.refusal("ana", without) == "bad_epoch"
    assert story.authority.newest_epoch[MEMBERS] == 1
    assert story.refusal("ana", epoch(MEMBERS, 2)) == ""


def test_keys_are_made_for_kept_audiences_only() -> None:
    story = founded()
    story.says("ana", audience(b"its own ", AudienceType.ORGANISATION, organisation=ALPHA))

    assert story.refusal("ana", epoch(OPEN, 1)) == "not_keeper"
    assert story.refusal("ana", epoch(b"its own ", 1)) == "not_keeper"
    assert story.refusal("ana", epoch(b"unknown ", 1)) == "not_keeper"


@pytest.mark.parametrize("rules", [bodies.Rules(0, (1,)), bodies.Rules(1, ()), bodies.Rules(1, (2, 3))])
def test_rules_have_a_version_and_keep_the_first_suite(rules: bodies.Rules) -> None:
    assert founded().refusal("ana", rules) == "bad_rules"


def test_newer_rules_hold_what_comes_after_them() -> None:
    story = founded()
    position = story.says("ana", bodies.Rules(authority_draft.KNOWN_RULES + 1, (1,)))

    assert story.authority.rules_before(position) == 1
    assert story.authority.rules_before(position + 1) == 0


def test_an_entry_of_an_unknown_type_holds_what_comes_after_it_and_nothing_ends_that() -> None:
    story = founded()
    position = story.says("ana", None)
    story.says("ana", bodies.Rules(1, (1,)))

    assert story.authority.rules_before(position) == 1
    assert story.authority.rules_before(position + 1) == 0
    assert story.authority.rules_before(story.position + 1) == 0


def test_authority_itself_goes_on_after_an_unknown_entry() -> None:
    story = founded()
    story.says("ana", None)

    assert story.refusal("ana", bodies.AddOrganisation(BETA)) == ""
    assert BETA in story.authority.organisations


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.FOCAL_POINT])
def test_a_grant_changes_what_a_device_is_from_there_on(role: Role) -> None:
    story = with_reader()
    story.says("ana", bodies.AddOrganisation(BETA))

    story.says("ana", bodies.Grant(handle("ben"), role, BETA, (OPEN,)))

    now = story.authority.devices[handle("ben")].now
    assert (now.since, now.role, now.organisation, now.audiences) == (story.position, role, BETA, frozenset({OPEN}))


@pytest.mark.parametrize(
    ("grant", "reason"),
    [
        (bodies.Grant(handle("nobody"), Role.READER, ALPHA, ()), "unknown_device"),
        (bodies.Grant(handle("ana"), Role.READER, ALPHA, ()), "unknown_device"),
        (bodies.Grant(handle("ben"), Role.COORDINATOR, ALPHA, ()), "bad_role"),
        (bodies.Grant(handle("ben"), 0, ALPHA, ()), "bad_role"),
        (bodies.Grant(handle("ben"), Role.READER, BETA, ()), "unknown_organisation"),
        (bodies.Grant(handle("ben"), Role.READER, b"", ()), "unknown_organisation"),
        (bodies.Grant(handle("ben"), Role.READER, ALPHA, (COORDINATORS,)), "bad_audience"),
        (bodies.Grant(handle("ben"), Role.READER, ALPHA, (MEMBERS, b"unknown ")), "bad_audience"),
    ],
)
def test_a_grant_gives_nothing_that_is_not_the_coordinators_to_give(grant: bodies.Grant, reason: str) -> None:
    assert with_reader().refusal("ana", grant) == reason


@pytest.mark.parametrize("days", [1, limits.MAX_INVITATION_DAYS])
@pytest.mark.parametrize("role", invited.INVITABLE)
def test_an_invitation_offers_a_role_in_an_organisation_for_some_days(role: Role, days: int) -> None:
    story = founded()
    position = story.says("ana", invite(terms("paper", role=role, expiry_days=days)))

    made = story.authority.invitations[invitation_id("paper")]

    assert (made.coordinator, made.position, made.stamp) == (handle("ana"), position, story.stamp)
    assert (made.redeemed_by, made.redemptions, made.tie) == (None, 0, bytes(32))
    assert bodies.decode_terms(made.terms_raw) == made.terms == terms("paper", role=role, expiry_days=days)
    assert story.authority.invitation_keys == {handle("code paper"): invitation_id("paper")}


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        (terms("paper", role=Role.COORDINATOR), "bad_invitation"),
        (terms("paper", role=0), "bad_invitation"),
        (terms("paper", mode=1), "bad_invitation"),
        (terms("paper", expiry_days=0), "bad_invitation"),
        (terms("paper", expiry_days=limits.MAX_INVITATION_DAYS + 1), "bad_invitation"),
        (terms("paper", organisation=BETA), "unknown_organisation"),
        (terms("paper", organisation=b""), "unknown_organisation"),
        (terms("paper", audiences=(COORDINATORS,)), "bad_audience"),
        (terms("paper", audiences=(b"unknown ",)), "bad_audience"),
    ],
)
def test_an_invitation_offers_nothing_that_is_not_the_coordinators_to_offer(
    offer: bodies.InviteTerms, reason: str
) -> None:
    assert founded().refusal("ana", invite(offer)) == reason


def test_an_invitation_whose_terms_cannot_be_read_is_refused() -> None:
    assert founded().refusal("ana", bodies.Invite(b"\xc1", bytes(32))) == "bad_invitation"


def test_a_draft_leaves_what_it_started_from_untouched() -> None:
    start = with_reader().authority
    story = Story(start)
    snapshot = Story(with_reader().authority).authority
    every: list[tuple[str, bodies.NetworkBody | None]] = [("ana", each) for each in ONLY_COORDINATORS]
    every += [("root", each) for each in ONLY_ROOT]
    every += [("ana", invite(terms("paper 3"))), ("dua", redeem("paper 3", by="dua")), ("ana", None)]

    for signer, body in every:
        assert story.refusal(signer, body) == ""

    assert start == snapshot
    assert story.authority != start
    assert story.authority.count == start.count + len(every)


def test_a_draft_that_refused_can_be_finished_and_is_as_before() -> None:
    start = founded().authority
    draft = AuthorityDraft(start)

    with pytest.raises(RefusedEntryError) as caught:
        draft.apply(NetworkEntry(Position(99), 1, handle("nobody"), bodies.AddOrganisation(BETA)))

    assert (caught.value.kind, caught.value.reason, str(caught.value)) == (
        "refused_entry",
        "only_coordinators",
        "only_coordinators",
    )
    assert draft.finish() == start


def test_the_limits_that_model_and_protocol_both_need_are_the_same() -> None:
    assert invited.MAX_EXPIRY_DAYS == limits.MAX_INVITATION_DAYS
    assert authority_draft.MAX_RECORDED_REDEMPTIONS == limits.MAX_RECORDED_REDEMPTIONS
