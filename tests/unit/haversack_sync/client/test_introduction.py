"""First contact with an invitation: the code confirms the network, or nothing goes on."""

import dataclasses

import msgspec
import pytest

from haversack_sync.client.introduction import InvitationError, OtherNetworkError, introduce, look_around, pull_history
from haversack_sync.hub import answer as hub_answer
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority_entries import decode_terms
from haversack_sync.model.ids import AudienceId
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol import epochs
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.enrolment import derive, invite_entry, make_code, read_code
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError, ProtocolError, WireError, WrongNetworkError
from haversack_sync.protocol.limits import MAX_FRAME_BYTES, HubLimits
from haversack_sync.protocol.messages import RefusalFrame, Stanza, encode_frame
from haversack_sync.protocol.network import empty_view
from haversack_sync.protocol.profile import decode_profile, encode_profile
from tests.simulation.rig import DAY, Rig
from tests.simulation.world import EDITORS, FixedRandom, Invited, World
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after
from tests.unit.haversack_sync.client.client_rig import ClientRig


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


@pytest.fixture
def invited(rig: ClientRig) -> Invited:
    return rig.rig.invite(rig.coordinator, Role.EDITOR)


RANDOM = FixedRandom("introduction")


def test_a_code_brings_profile_chain_and_the_keys_of_its_welcome(rig: ClientRig, invited: Invited) -> None:
    met = introduce(rig.rig.endpoint, invited.keys, random=RANDOM)

    members = rig.rig.world.shelves["members/directory"]
    assert met.profile.name == "Test network"
    assert met.invitation.terms.organisation == invited.organisation
    assert met.keys == ((members.audience, members.epoch, members.key),)
    assert met.steps[-1].view.standing.n == rig.rig.world.view.standing.n


def test_the_history_comes_within_a_budget_a_little_each_time(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_answer, "FILLED_BYTES", 1_000)
    view, end, contacts = empty_view(rig.rig.world.root), rig.rig.world.view.standing.n, 0
    while view.standing.n < end:
        used: list[int] = []

        def count(used: list[int] = used, *, sent: int, received: int) -> None:
            used.append(sent + received)

        steps = pull_history(rig.rig.endpoint, view, random=RANDOM, most_bytes=300, count=count)

        assert steps, "a frame comes each time, however little is left"
        assert 0 < sum(used) < 300 + MAX_FRAME_BYTES
        view, contacts = steps[-1].view, contacts + 1

    assert contacts > 1


def test_a_long_chain_comes_in_several_answers(
    rig: ClientRig, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_answer, "FILLED_BYTES", 1_000)
    rig.rig.restart(limits=HubLimits(answer_bytes=1_500))
    line = BentEndpoint(rig.rig.endpoint)

    met = introduce(line, invited.keys, random=RANDOM)

    assert len(line.requests) > 2
    assert met.steps[-1].view.standing.n == rig.rig.world.view.standing.n
    assert len({request.nonce for request in line.requests}) == len(line.requests)
    assert len(met.keys) == 1


def test_a_code_that_the_hub_does_not_know_is_unknown(rig: ClientRig) -> None:
    other = derive(read_code(make_code(FixedRandom("another code"))))

    with pytest.raises(InvitationError) as caught:
        introduce(rig.rig.endpoint, other, random=RANDOM)
    assert caught.value.reason == "unknown"


def test_a_hub_that_refuses_for_another_reason_is_heard(rig: ClientRig, invited: Invited) -> None:
    line = BentEndpoint(rig.rig.endpoint, bend=lambda answer: (encode_frame(RefusalFrame("busy", 0, bytes(64))),))

    with pytest.raises(HubRefusal):
        introduce(line, invited.keys, random=RANDOM)


def test_a_used_code_is_used(rig: ClientRig, invited: Invited) -> None:
    winner = rig.rig.world.author()
    rig.rig.asker(winner).ask([rig.rig.world.redeem(invited, winner)])

    with pytest.raises(InvitationError) as caught:
        introduce(rig.rig.endpoint, invited.keys, random=RANDOM)
    assert caught.value.reason == "used"


@pytest.mark.parametrize(("days", "is_expired"), [(14, False), (15, True)])
def test_a_code_expires_by_the_hubs_stamps(rig: ClientRig, invited: Invited, days: int, *, is_expired: bool) -> None:
    rig.rig.clock.now += days * DAY

    if not is_expired:
        assert introduce(rig.rig.endpoint, invited.keys, random=RANDOM).keys
        return
    with pytest.raises(InvitationError) as caught:
        introduce(rig.rig.endpoint, invited.keys, random=RANDOM)
    assert caught.value.reason == "expired"


def test_a_false_network_with_a_copied_invitation_is_refused_by_the_tie(rig: ClientRig, invited: Invited) -> None:
    genuine = rig.rig.world.view.authority.invitations[invited.keys.invitation]
    false = Rig(world=World(FixedRandom("false network")))
    coordinator, world = false.found(), false.world
    members = AudienceId(genuine.terms.audiences[0])
    copied = [
        world.clear(world.coordinator, bodies.AddOrganisation(invited.organisation)),
        world.clear(world.coordinator, bodies.AddAudience(members, AudienceType.MEMBERS, b"", EDITORS)),
        world.clear(world.coordinator, bodies.Invite(genuine.terms_raw, genuine.tie)),
    ]
    assert not any(receipt.code for receipt in coordinator.ask(copied).receipts)

    with pytest.raises(WrongNetworkError):
        introduce(false.endpoint, invited.keys, random=RANDOM)


def test_altered_terms_are_refused_by_the_tie(rig: ClientRig, invited: Invited) -> None:
    genuine = rig.rig.world.view.authority.invitations[invited.keys.invitation]
    world = rig.rig.world
    other = derive(read_code(make_code(FixedRandom("another code"))))
    terms = msgspec.structs.replace(
        decode_terms(genuine.terms_raw), invitation=other.invitation, sign_key=other.sign_key, role=Role.FOCAL_POINT
    )
    entry = invite_entry(invited.keys, terms, root=world.root)
    assert not rig.coordinator.ask([world.clear(world.coordinator, entry)]).receipts[0].code
    stolen = dataclasses.replace(other, tie_key=bytes(32))

    with pytest.raises(WrongNetworkError):
        introduce(rig.rig.endpoint, stolen, random=RANDOM)


class Profiles(BentEndpoint):
    """An endpoint that shows another profile."""

    profile = b""

    def fetch_profile(self) -> bytes:
        return self.profile


def test_a_profile_with_another_open_key_is_another_networks(rig: ClientRig, invited: Invited) -> None:
    line = Profiles(rig.rig.endpoint)
    genuine = decode_profile(rig.rig.endpoint.fetch_profile())
    line.profile = encode_profile(msgspec.structs.replace(genuine, open_key=bytes(32)))

    with pytest.raises(WrongNetworkError):
        introduce(line, invited.keys, random=RANDOM)


def test_a_profile_with_another_root_does_not_fit_the_chain(rig: ClientRig, invited: Invited) -> None:
    line = Profiles(rig.rig.endpoint)
    genuine = decode_profile(rig.rig.endpoint.fetch_profile())
    line.profile = encode_profile(msgspec.structs.replace(genuine, root_key=rig.rig.world.author().sign_key))

    with pytest.raises(ProtocolError):
        introduce(line, invited.keys, random=RANDOM)


@pytest.mark.parametrize("page", [b"<html>log in</html>", b"", b"\x97\x01"])
def test_a_portals_page_is_no_profile(rig: ClientRig, invited: Invited, page: bytes) -> None:
    line = Profiles(rig.rig.endpoint)
    line.profile = page

    with pytest.raises(WireError):
        introduce(line, invited.keys, random=RANDOM)


@pytest.mark.parametrize("field", ["root_key", "hub_sign_key", "hub_box_key"])
def test_a_profile_with_a_small_order_key_is_refused_before_anything_is_asked(
    rig: ClientRig, invited: Invited, field: str
) -> None:
    line = Profiles(rig.rig.endpoint)
    weak = {"root_key": b"\x01" + bytes(31), "hub_sign_key": b"\x01" + bytes(31), "hub_box_key": bytes(32)}
    genuine = decode_profile(rig.rig.endpoint.fetch_profile())
    line.profile = encode_profile(msgspec.structs.replace(genuine, **{field: weak[field]}))

    with pytest.raises(WireError):
        introduce(line, invited.keys, random=RANDOM)
    assert line.requests == []


def test_a_cut_leaves_nothing_and_a_second_try_succeeds(rig: ClientRig, invited: Invited) -> None:
    line = BentEndpoint(rig.rig.endpoint, bend=cut_after(100))
    with pytest.raises(LinkError):
        introduce(line, invited.keys, random=RANDOM)

    line.bend = lambda answer: (answer,)
    assert introduce(line, invited.keys, random=RANDOM).keys


def test_a_long_chain_comes_over_a_line_that_is_cut_all_the_time(
    rig: ClientRig, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_answer, "FILLED_BYTES", 1_000)
    monkeypatch.setattr(hub_answer, "_short_entries", lambda plan, ledger: None)
    line = BentEndpoint(rig.rig.endpoint, bend=cut_after(1_500))

    met = introduce(line, invited.keys, random=RANDOM)

    assert len(line.requests) > 2
    assert met.steps[-1].view.standing.n == rig.rig.world.view.standing.n
    assert len(met.keys) == 1


@pytest.mark.parametrize("length", [0, 100])
def test_an_answer_that_ends_within_a_frame_is_a_cut_and_no_unknown_code(
    rig: ClientRig, invited: Invited, length: int
) -> None:
    line = BentEndpoint(rig.rig.endpoint, bend=lambda answer: (answer[:length],) if length else ())

    with pytest.raises(LinkError, match="cut"):
        introduce(line, invited.keys, random=RANDOM)


def test_another_hubs_head_is_refused(rig: ClientRig, invited: Invited) -> None:
    line = BentEndpoint(rig.rig.endpoint)
    introduce(line, invited.keys, random=RANDOM)
    old = line.answers[0]
    line.bend = lambda answer: (old,)

    with pytest.raises(NotOurHubError):
        introduce(line, invited.keys, random=RANDOM)


def stanza_for(rig: ClientRig, invited: Invited, *, number: int = 1, key: bytes | None = None) -> Stanza:
    """Seal a key of `members` to an invitation."""
    where = rig.rig.world.shelves["members/directory"]
    name = epochs.EpochName(rig.rig.world.root, where.audience, number)
    return epochs.seal_stanza(key or where.key, name, recipient=invited.keys.handle, box_key=invited.keys.box_key)


def test_stanzas_that_do_not_open_or_name_no_epoch_are_left_out(rig: ClientRig) -> None:
    world = rig.rig.world
    invited = world.invite(Role.EDITOR)
    own = stanza_for(rig, invited)
    wrong = stanza_for(rig, invited, key=bytes(32))
    rig.coordinator.ask(invited.changes, stanzas=(wrong,))
    world.follow(rig.coordinator.ask(ordinals=[0]).entries[0])

    assert introduce(rig.rig.endpoint, invited.keys, random=RANDOM).keys == ()

    rig.coordinator.ask(stanzas=(own,))
    assert len(introduce(rig.rig.endpoint, invited.keys, random=RANDOM).keys) == 1


def test_without_an_invitation_a_network_is_met_by_its_chain_alone(rig: ClientRig) -> None:
    line = BentEndpoint(rig.rig.endpoint)

    met = look_around(line, fingerprint=b"", random=RANDOM)

    assert met.profile.root == rig.rig.world.root
    assert met.steps[-1].view.standing.n == rig.rig.world.view.standing.n
    assert all(auth is None for _, auth in line.bodies)
    assert met.sent_bytes == sum(len(body) for body, _ in line.bodies)


def test_a_network_with_another_fingerprint_is_not_asked_further(rig: ClientRig) -> None:
    line = BentEndpoint(rig.rig.endpoint)

    assert look_around(line, fingerprint=rig.rig.world.root[:20], random=RANDOM).profile.name == "Test network"
    line.requests.clear()
    with pytest.raises(OtherNetworkError):
        look_around(line, fingerprint=bytes(20), random=RANDOM)
    assert line.requests == []


def test_a_profile_whose_open_key_is_not_the_chains_is_not_believed(rig: ClientRig) -> None:
    line = Profiles(rig.rig.endpoint)
    genuine = decode_profile(rig.rig.endpoint.fetch_profile())
    line.profile = encode_profile(msgspec.structs.replace(genuine, open_key=bytes(32)))

    with pytest.raises(WrongNetworkError):
        look_around(line, fingerprint=b"", random=RANDOM)


def test_somebody_who_knows_the_network_is_sent_only_what_is_new(rig: ClientRig, invited: Invited) -> None:
    known = look_around(rig.rig.endpoint, fingerprint=b"", random=RANDOM).steps[-1].view
    later = rig.rig.invite(rig.coordinator, Role.READER)
    line = BentEndpoint(rig.rig.endpoint)

    met = introduce(line, later.keys, random=RANDOM, known=known)

    assert line.requests[0].cursors == ((0, known.standing.n),)
    assert met.steps[0].first == known.standing.n + 1
    assert met.steps[-1].view.standing.n == rig.rig.world.view.standing.n
    assert introduce(line, invited.keys, random=RANDOM, known=met.steps[-1].view).keys


def test_an_invitation_for_another_network_than_the_known_one_goes_no_further(rig: ClientRig, invited: Invited) -> None:
    other = ClientRig(Rig(world=World(FixedRandom("another world"))))
    known = look_around(other.rig.endpoint, fingerprint=b"", random=RANDOM).steps[-1].view
    line = BentEndpoint(rig.rig.endpoint)

    with pytest.raises(OtherNetworkError):
        introduce(line, invited.keys, random=RANDOM, known=known)
    assert line.requests == []
