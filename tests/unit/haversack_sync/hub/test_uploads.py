"""Objects in slices: resumed at any offset, limited, judged by their hash."""

import errno

import pytest

from haversack_sync.hub.ports import Upload
from haversack_sync.hub.uploads import FORGET_SECONDS, forget_old
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import KIB, MAX_UPLOAD_SLICE_BYTES, HubLimits
from haversack_sync.protocol.messages import RefusalFrame, decode_frame
from haversack_sync.protocol.parcel import sealed_length
from haversack_sync.protocol.requests import LANE_EXCHANGE, LANE_UPLOADS, RequestAuth
from haversack_sync.protocol.uploads import upload_line
from tests.simulation.asking import Asker
from tests.simulation.rig import DAY, Rig

DATA = bytes(range(256)) * 40
NAME = ObjectId(sealing.sha256(DATA))
TOTAL = len(DATA)


def put(asker: Asker, offset: int, end: int, *, data: bytes = DATA, name: ObjectId = NAME) -> tuple[int, bool]:
    """Upload bytes [offset, end) and return what the hub holds, and whether it is whole."""
    frame = asker.upload(name, offset=offset, total=len(data), data=data[offset:end])
    return frame.received, frame.complete


def refused(asker: Asker, offset: int, end: int, **what: object) -> tuple[str, int]:
    with pytest.raises(HubRefusal) as caught:
        put(asker, offset, end, **what)  # type: ignore[arg-type] # passed on as they are
    return caught.value.reason, caught.value.number


def hold_all(rig: Rig, coordinator: Asker) -> None:
    """Leave ledger and objects as they are when the process dies right after the commit of the last slice."""
    device = coordinator.signer.handle
    with rig.ledger.writing() as writer:
        rig.objects.write_slice(NAME, device, offset=0, data=DATA)
        writer.put_upload(NAME, device, Upload(TOTAL, TOTAL), stamp=rig.clock.now)


def test_slices_make_an_object_that_everybody_can_fetch_from_any_offset(rig: Rig, coordinator: Asker) -> None:
    assert put(coordinator, 0, 4000) == (4000, False)
    assert put(coordinator, 4000, 9000) == (9000, False)
    assert put(coordinator, 9000, TOTAL) == (TOTAL, True)

    assert b"".join(rig.endpoint.fetch_object(NAME, 0)) == DATA
    assert b"".join(rig.endpoint.fetch_object(NAME, 5000)) == DATA[5000:]


def test_an_empty_slice_asks_how_much_is_held(coordinator: Asker) -> None:
    assert put(coordinator, 0, 0) == (0, False)
    put(coordinator, 0, 4000)
    assert put(coordinator, 0, 0) == (4000, False)
    put(coordinator, 4000, TOTAL)
    assert put(coordinator, 0, 0) == (TOTAL, True)


@pytest.mark.parametrize("offset", [0, 3999, 4001, 9000])
def test_a_slice_at_another_offset_than_what_is_held_writes_nothing(coordinator: Asker, offset: int) -> None:
    put(coordinator, 0, 4000)

    assert put(coordinator, offset, offset + 100) == (4000, False)
    assert put(coordinator, 4000, TOTAL) == (TOTAL, True)


def test_uploading_again_what_is_whole_says_so(coordinator: Asker) -> None:
    put(coordinator, 0, TOTAL)

    assert put(coordinator, 0, 4000) == (TOTAL, True)


def test_an_object_that_the_disk_lost_is_taken_anew(rig: Rig, coordinator: Asker) -> None:
    put(coordinator, 0, TOTAL)
    rig.objects.remove(NAME)

    assert put(coordinator, 0, 0) == (0, False)
    assert put(coordinator, 0, TOTAL) == (TOTAL, True)
    assert rig.objects.size(NAME) == TOTAL


def test_bytes_that_are_not_the_objects_are_dropped_and_it_can_be_uploaded_anew(coordinator: Asker) -> None:
    wrong = DATA[:-1] + b"?"

    assert refused(coordinator, 0, TOTAL, data=wrong) == ("bad_object", 0)
    assert put(coordinator, 0, 0) == (0, False)
    assert put(coordinator, 0, TOTAL) == (TOTAL, True)


def test_the_slower_of_two_devices_hears_that_it_is_whole_and_its_bytes_are_dropped(
    rig: Rig, coordinator: Asker
) -> None:
    editor = rig.enrol(coordinator)
    put(editor, 0, 4000)
    put(coordinator, 0, TOTAL)

    assert put(editor, 4000, 8000) == (TOTAL, True)

    assert list(rig.objects.partial()) == []
    assert rig.hub.standing().counts.uploads == 0


def test_a_wrong_length_begun_by_one_device_hinders_no_other(rig: Rig, coordinator: Asker) -> None:
    editor = rig.enrol(coordinator)
    editor.upload(NAME, offset=0, total=99_999, data=b"poison")

    assert put(coordinator, 0, TOTAL) == (TOTAL, True)


def test_a_device_may_correct_its_own_wrong_length(coordinator: Asker) -> None:
    coordinator.upload(NAME, offset=0, total=99_999, data=DATA[:500])

    assert put(coordinator, 0, 0) == (0, False)
    assert put(coordinator, 500, 600) == (0, False)
    assert put(coordinator, 0, 4000) == (4000, False)


def test_only_devices_that_may_write_somewhere_upload(rig: Rig, coordinator: Asker) -> None:
    assert refused(rig.enrol(coordinator, Role.READER), 0, 10) == ("not_a_writer", 0)
    assert refused(rig.asker(rig.world.author()), 0, 10) == ("unknown_device", 0)
    assert put(rig.enrol(coordinator, Role.EDITOR), 0, 10) == (10, False)


def test_a_slice_under_another_devices_name_is_refused(rig: Rig, coordinator: Asker) -> None:
    line = upload_line(NAME, offset=0, total=TOTAL, slice_bytes=b"data")
    forged = RequestAuth(coordinator.signer.handle, LANE_UPLOADS, 9, bytes(64))

    (payload,) = FrameSplitter().feed(rig.endpoint.upload(line, forged))

    frame = decode_frame(payload)
    assert isinstance(frame, RefusalFrame)
    assert frame.reason == "bad_signature"


def test_each_lane_has_counters_of_its_own(coordinator: Asker) -> None:
    coordinator.counters = {0: 700, 1: 3}
    put(coordinator, 0, 10)
    coordinator.counters[0] = 800
    coordinator.ask()
    coordinator.counters[1] = 3

    assert refused(coordinator, 10, 20) == ("counter_too_low", 4)


def test_bytes_up_to_the_days_limit_are_taken_and_one_more_is_not(rig: Rig, coordinator: Asker) -> None:
    editor = rig.enrol(coordinator)
    rig.restart(limits=HubLimits(upload_bytes_per_device_and_day=1000, upload_bytes_per_coordinator_and_day=2000))
    editor.endpoint = coordinator.endpoint = rig.endpoint

    assert put(editor, 0, 999) == (999, False)
    assert refused(editor, 999, 1001) == ("upload_quota", 1000)
    assert put(editor, 999, 1000) == (1000, False)
    assert put(coordinator, 0, 2000) == (2000, False)
    assert refused(coordinator, 2000, 2001) == ("upload_quota", 2000)
    rig.clock.now += DAY
    assert put(editor, 1000, 2000) == (2000, False)


def test_an_object_up_to_the_limit_is_taken_and_a_larger_one_is_not(rig: Rig, coordinator: Asker) -> None:
    limit = 64 * KIB
    rig.restart(limits=HubLimits(parcel_bytes=limit))
    coordinator.endpoint = rig.endpoint

    largest = sealed_length(limit)
    frame = coordinator.upload(NAME, offset=0, total=largest, data=b"begin")
    with pytest.raises(HubRefusal) as caught:
        coordinator.upload(NAME, offset=0, total=largest + 1, data=b"begin")

    assert (frame.received, frame.complete) == (5, False)
    assert (caught.value.reason, caught.value.number) == ("too_large", limit)


def test_a_slice_of_the_largest_size_is_taken_and_a_longer_one_is_not_our_protocol(
    rig: Rig, coordinator: Asker
) -> None:
    data = rig.world.random(MAX_UPLOAD_SLICE_BYTES + 10)
    name = ObjectId(sealing.sha256(data))

    with pytest.raises(LinkError, match="not_our_hub"):
        put(coordinator, 0, MAX_UPLOAD_SLICE_BYTES + 1, data=data, name=name)
    assert put(coordinator, 0, MAX_UPLOAD_SLICE_BYTES, data=data, name=name) == (MAX_UPLOAD_SLICE_BYTES, False)


def test_a_slice_signed_for_another_lane_is_not_our_protocol(rig: Rig, coordinator: Asker) -> None:
    line = upload_line(NAME, offset=0, total=TOTAL, slice_bytes=b"data")
    auth = RequestAuth(coordinator.signer.handle, LANE_EXCHANGE, 9, bytes(64))

    with pytest.raises(LinkError, match="not_our_hub"):
        rig.endpoint.upload(line, auth)


@pytest.mark.parametrize(("offset", "total"), [(0, 0), (10, 5), (5, 9)])
def test_a_slice_outside_of_its_object_is_not_our_protocol(coordinator: Asker, offset: int, total: int) -> None:
    with pytest.raises(LinkError, match="not_our_hub"):
        coordinator.upload(NAME, offset=offset, total=total, data=b"12345")


def test_a_full_disk_leaves_what_was_held_and_the_slice_can_be_sent_again(
    rig: Rig, coordinator: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(coordinator, 0, 4000)

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(rig.objects, "write_slice", fail)
        with pytest.raises(LinkError, match="busy"):
            put(coordinator, 4000, 8000)

    assert put(coordinator, 0, 0) == (4000, False)
    assert put(coordinator, 4000, TOTAL) == (TOTAL, True)


def test_small_slices_count_as_requests_but_large_ones_and_those_of_coordinators_do_not(
    rig: Rig, coordinator: Asker
) -> None:
    editor = rig.enrol(coordinator)
    rig.restart(limits=HubLimits(request_burst=2, requests_per_device_and_minute=1))
    rig.hub.start()
    editor.endpoint = coordinator.endpoint = rig.endpoint
    data = rig.world.random(5 * 64 * KIB)
    name = ObjectId(sealing.sha256(data))
    for start in range(0, len(data), 64 * KIB):
        put(editor, start, start + 64 * KIB, data=data, name=name)

    assert put(editor, 0, 10) == (10, False)
    assert put(editor, 10, 20) == (20, False)
    assert refused(editor, 20, 30) == ("too_many_requests", 60)
    for start in range(0, 100, 10):
        assert put(coordinator, start, start + 10) == (start + 10, False)


def test_uploads_that_nobody_goes_on_with_are_given_up(rig: Rig, coordinator: Asker) -> None:
    put(coordinator, 0, 4000)
    rig.clock.now += FORGET_SECONDS

    assert forget_old(rig.ledger, rig.objects, stamp=rig.clock.now) == 0
    rig.clock.now += 1
    assert forget_old(rig.ledger, rig.objects, stamp=rig.clock.now) == 1

    assert list(rig.objects.partial()) == []
    assert put(coordinator, 0, 0) == (0, False)


def test_bytes_that_a_crash_left_without_their_row_are_cleared_away(rig: Rig, coordinator: Asker) -> None:
    rig.objects.write_slice(NAME, coordinator.signer.handle, offset=0, data=b"half a slice")

    assert rig.hub.start() == 1
    assert list(rig.objects.partial()) == []


def test_a_crash_between_the_last_slice_and_the_check_is_made_good_by_the_next_question(
    rig: Rig, coordinator: Asker
) -> None:
    hold_all(rig, coordinator)
    rig.restart()
    coordinator.endpoint = rig.endpoint

    assert put(coordinator, 0, 0) == (TOTAL, True)


def test_a_crash_after_the_check_and_before_the_ledger_knows_is_made_good_as_well(rig: Rig, coordinator: Asker) -> None:
    hold_all(rig, coordinator)
    assert rig.objects.finish(NAME, coordinator.signer.handle, total=TOTAL)

    assert put(coordinator, 0, 0) == (TOTAL, True)
    assert rig.hub.standing().counts.objects == 1
