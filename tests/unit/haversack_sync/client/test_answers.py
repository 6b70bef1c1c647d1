"""Reading answers: what is foreign, old, out of order or not signed by our hub changes nothing."""

from collections.abc import Callable

import msgspec
import pytest

from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError, ProtocolError, WireError
from haversack_sync.protocol.messages import (
    EntriesFrame,
    Frame,
    HeadFrame,
    MarkFrame,
    RefusalFrame,
    StanzasFrame,
    UploadedFrame,
    encode_frame,
)
from tests.unit.haversack_sync.client.client_rig import (
    ClientRig,
    all_of_it,
    decoded,
    essence,
    forced_small,
    frames_of,
    held,
    knowing,
    rewritten,
    topic,
    with_network,
)


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


def test_the_answer_to_another_request_is_refused(rig: ClientRig) -> None:
    rig.write(topic(1, "Statelessness"))
    base = with_network(rig)
    first = knowing(rig, base)
    first.exchange()
    second = knowing(rig, base)
    second.line.bend = lambda answer: (first.line.answers[0],)

    with pytest.raises(NotOurHubError):
        second.exchange()
    assert essence(second.replica.kept) == essence(base)


def test_an_old_answer_played_again_is_refused(rig: ClientRig) -> None:
    laptop = rig.laptop()
    laptop.sync()
    old = laptop.line.answers[-1]
    rig.write(topic(1, "Statelessness"))
    laptop.line.bend = lambda answer: (old,)

    with pytest.raises(NotOurHubError):
        laptop.sync()
    assert not list(rig.numbers(laptop))


def test_an_old_refusal_played_again_is_refused(rig: ClientRig) -> None:
    laptop = rig.laptop()
    laptop.sync()
    laptop.replica.kept.counters[0] = 0
    laptop.sync()
    refusal = next(answer for answer in laptop.line.answers if isinstance(decoded(answer), RefusalFrame))
    laptop.line.bend = lambda answer: (refusal,)

    with pytest.raises(NotOurHubError):
        laptop.sync()


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype html><html><body>Please log in to this Wi-Fi</body></html>",
        b"HTTP/1.1 302 Found",
        b"{}",
        b"\x00" * 64,
        b"\xff" * 64,
        b"\x02\x01\xc0",
    ],
)
def test_what_a_portal_puts_in_the_hubs_place_is_refused(rig: ClientRig, page: bytes) -> None:
    laptop = knowing(rig, with_network(rig))
    laptop.line.bend = lambda answer: (page,)

    with pytest.raises((WireError, LinkError)):
        laptop.sync()
    assert laptop.replica.commits == 0


def test_an_answer_without_a_byte_is_a_cut(rig: ClientRig) -> None:
    laptop = knowing(rig, with_network(rig))
    laptop.line.bend = lambda answer: ()

    with pytest.raises(LinkError) as caught:
        laptop.sync()
    assert caught.value.what == "cut"


def test_a_refusal_that_nobody_of_ours_signed_is_not_believed(rig: ClientRig) -> None:
    laptop = knowing(rig, with_network(rig))
    laptop.line.bend = lambda answer: (encode_frame(RefusalFrame("counter_too_low", 2**62, bytes(64))),)

    with pytest.raises(NotOurHubError):
        laptop.sync()
    assert max(laptop.replica.kept.counters.values()) < 10**9


def test_at_first_contact_a_refusal_is_believed_but_its_number_is_not(rig: ClientRig) -> None:
    laptop = rig.laptop()
    laptop.line.bend = lambda answer: (encode_frame(RefusalFrame("counter_too_low", 2**62, bytes(64))),)

    with pytest.raises(HubRefusal) as caught:
        laptop.sync()
    assert caught.value.reason == "counter_too_low"
    assert max(laptop.replica.kept.counters.values()) < 10**9


def test_a_head_that_promises_what_never_comes_ends_the_sync(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = knowing(rig, with_network(rig))
    forced_small(monkeypatch)
    laptop.line.bend = lambda answer: (frames_of(answer)[0],)

    report = laptop.sync()

    assert not report.is_complete
    assert report.exchanges == 1


def change_head(frame: Frame) -> Frame:
    """Return a head that names one feed less than was asked for."""
    if isinstance(frame, HeadFrame) and frame.standings is not None:
        return msgspec.structs.replace(frame, standings=frame.standings[:-1])
    return frame


def change_era(frame: Frame) -> Frame:
    """Return a head of another era."""
    return msgspec.structs.replace(frame, era=2) if isinstance(frame, HeadFrame) else frame


def change_ordinal(frame: Frame) -> Frame:
    """Return entries of a feed that nobody asked for."""
    return msgspec.structs.replace(frame, ordinal=9) if isinstance(frame, EntriesFrame) else frame


def change_first(frame: Frame) -> Frame:
    """Return entries behind a gap."""
    return msgspec.structs.replace(frame, first=frame.first + 1) if isinstance(frame, EntriesFrame) else frame


def change_own(frame: Frame) -> Frame:
    """Return entries that name changes of a request that had none."""
    if not isinstance(frame, EntriesFrame):
        return frame
    named = tuple(msgspec.structs.replace(entry, envelope=7) for entry in frame.entries)
    return msgspec.structs.replace(frame, entries=named)


def drop_mark(frame: Frame) -> Frame:
    """Return entries that claim to be a feed's last."""
    return msgspec.structs.replace(frame, mark=None) if isinstance(frame, EntriesFrame) else frame


def another_type(_frame: Frame) -> Frame:
    """Return a frame that belongs to another request."""
    return UploadedFrame(0, complete=True, signature=bytes(64))


def stanzas(_frame: Frame) -> Frame:
    """Return a frame that only folders have."""
    return StanzasFrame(())


def mark(_frame: Frame) -> Frame:
    """Return another one."""
    return MarkFrame(0, 1, 1, bytes(64))


@pytest.mark.parametrize(
    "change",
    [
        change_head,
        change_era,
        change_ordinal,
        change_first,
        change_own,
        drop_mark,
        another_type,
        stanzas,
        mark,
    ],
)
def test_frames_that_no_hub_sends_are_refused(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch, change: Callable[[Frame], Frame]
) -> None:
    rig.write(*(topic(number, f"Topic {number}") for number in range(6)))
    base = with_network(rig)
    forced_small(monkeypatch)
    laptop = knowing(rig, base)
    rewritten(laptop, change)

    with pytest.raises(ProtocolError):
        laptop.sync()
    assert held(laptop) == sum(map(len, base.entries.values()))


def test_a_second_head_is_refused(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = knowing(rig, with_network(rig))
    forced_small(monkeypatch)
    laptop.line.bend = lambda answer: (frames_of(answer)[0] + answer,)

    with pytest.raises(WireError):
        laptop.sync()


def test_a_short_answer_for_another_list_of_feeds_is_refused(rig: ClientRig) -> None:
    laptop = knowing(rig, with_network(rig))
    rewritten(
        laptop,
        lambda frame: msgspec.structs.replace(frame, entries=()) if isinstance(frame, HeadFrame) else frame,
    )

    with pytest.raises(WireError):
        laptop.sync()


def test_entries_before_a_head_are_refused(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(topic(1, "Statelessness"))
    laptop = knowing(rig, with_network(rig))
    forced_small(monkeypatch)
    laptop.line.bend = lambda answer: frames_of(answer)[1:]

    with pytest.raises(ProtocolError):
        laptop.sync()


def test_frames_that_come_twice_are_looked_at_once(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(*(topic(number, f"Topic {number}") for number in range(6)))
    goal, base = all_of_it(rig), with_network(rig)
    forced_small(monkeypatch)
    laptop = knowing(rig, base)

    def doubled(answer: bytes) -> list[bytes]:
        head, *others = frames_of(answer)
        return [head, *(frame for each in others for frame in (each, each))]

    laptop.line.bend = doubled
    assert laptop.sync().is_complete
    assert essence(laptop.replica.kept) == goal


def test_content_ahead_of_the_network_feed_is_refused(rig: ClientRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write(topic(1, "Statelessness"))
    base = with_network(rig)
    rig.rig.invite(rig.coordinator)
    rig.write(topic(2, "Detention"))
    forced_small(monkeypatch)
    laptop = knowing(rig, base)

    def without_network(answer: bytes) -> list[bytes]:
        frames = [(frame, decoded(frame)) for frame in frames_of(answer)]
        return [raw for raw, frame in frames if not (isinstance(frame, EntriesFrame) and frame.ordinal == 0)]

    laptop.line.bend = without_network
    with pytest.raises(ProtocolError):
        laptop.sync()
    assert held(laptop) == sum(map(len, base.entries.values()))
