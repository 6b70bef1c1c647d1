"""A stick after the hub was put back: what nobody has any more is not waited for, if its own device says so."""

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, parse_envelope, sign_clear
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.messages import Ask
from haversack_sync.protocol.sticks import StickBody
from tests.unit.haversack_sync.hub.courier import Courier


def era(courier: Courier) -> bytes:
    """Return an entry that lets the hub go on where it stands."""
    view, by = courier.world.view, courier.world.coordinator
    with courier.hub.rig.ledger.reading() as moment:
        position = moment.last()[0]
    header = Header(CLEAR, by.handle, 0, NO_PREV, NETWORK_FEED, 0, *view.seen)
    body = bodies.encode_body(bodies.Era(2, position, view.standing.n, b""))
    return sign_clear(header, body, root=view.root, signing_seed=by.seed)


def codes(courier: Courier) -> list[int]:
    return [receipt.code for receipt in courier.answer().each_receipt()]


def held(courier: Courier, missing: bytes) -> tuple[bytes, bytes]:
    """Return a change that nobody brought, and the one behind it that the hub holds in its new era."""
    courier.put(StickBody(changes=(era(courier),)))
    courier.bring()
    lost, behind = courier.change(missing), courier.change(b"behind it")
    courier.put(StickBody(changes=(behind,)))
    courier.bring()
    return lost, behind


def asking(*changes: bytes) -> StickBody:
    """Return what a device hands over that has nothing to bring, and waits for these."""
    headers = [parse_envelope(one).header for one in changes]
    return StickBody(
        asks=tuple(
            Ask(header.device, header.number, sealing.sha256(raw)[:16])
            for header, raw in zip(headers, changes, strict=True)
        )
    )


def test_what_was_erased_before_it_came_back_is_not_waited_for_where_its_device_lives_by_sticks(
    courier: Courier,
) -> None:
    _erased, behind = held(courier, b"nobody has it")
    assert ReceiptCode.HELD in codes(courier)

    courier.put(asking(behind))
    courier.bring()

    assert ReceiptCode.HELD not in codes(courier)


def test_a_letter_beside_it_that_brings_what_is_missing_comes_first(courier: Courier) -> None:
    missing, behind = held(courier, b"on the same stick")

    courier.put(asking(behind))
    courier.put(StickBody(changes=(missing,)))
    taken = courier.bring().taken

    assert (taken.refused, taken.damaged) == (0, 0)
    assert set(codes(courier)) == {ReceiptCode.ACCEPTED}


def test_a_letter_that_nobody_can_read_may_be_what_is_missing(courier: Courier) -> None:
    missing, behind = held(courier, b"torn")

    courier.put(asking(behind))
    torn = courier.put(StickBody(changes=(missing,)))
    torn.write_bytes(torn.read_bytes()[:-3])
    courier.bring()

    assert ReceiptCode.HELD in codes(courier)


def test_an_era_in_the_letter_of_somebody_who_is_not_known_yet_shuts_nobody_out(courier: Courier) -> None:
    rig = courier.hub.rig
    invited = rig.invite(courier.hub.coordinator, Role.EDITOR)
    new = courier.world.author()
    redeem = courier.world.redeem(invited, new)
    courier.put(StickBody(changes=(era(courier), courier.world.content(new, "members/directory", b"hello"))), new)
    assert courier.bring().taken.later == 1

    courier.put(StickBody(changes=(redeem,)), new)
    courier.bring()

    assert {one.code for one in courier.answer(new).each_receipt()} == {ReceiptCode.ACCEPTED}
