"""The hub's word on an upload is for this slice of this object, and signed."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import NotOurHubError
from haversack_sync.protocol.messages import UploadedFrame
from haversack_sync.protocol.uploads import check_uploaded, upload_line, uploaded_frame
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import Author, secret

ROOT, HUB, REQUEST, OBJECT = secret("root"), Author("hub"), secret("request"), ObjectId(secret("object"))


def answer(received: int = 1000, *, complete: bool = False) -> UploadedFrame:
    return uploaded_frame(
        OBJECT, root=ROOT, request=REQUEST, received=received, complete=complete, hub_seed=HUB.sign_seed
    )


def is_good(
    frame: UploadedFrame,
    object_id: ObjectId = OBJECT,
    *,
    root: bytes = ROOT,
    request: bytes = REQUEST,
    hub_key: bytes = HUB.sign_key,
) -> bool:
    try:
        check_uploaded(frame, object_id, root=root, request=request, hub_key=hub_key)
    except NotOurHubError:
        return False
    return True


def test_a_slice_is_put_at_its_offset_of_an_object_of_a_known_length() -> None:
    line = upload_line(ObjectId(bytes(31) + b"\xab"), offset=16_400, total=99_999, slice_bytes=b"slice")

    assert line.method == "PUT"
    assert line.target == "/v1/objects/" + "00" * 31 + "ab?offset=16400&total=99999"
    assert line.body == b"slice"


@given(st.integers(0, 2**63 - 1), st.booleans())
def test_an_answer_is_good_for_what_it_was_signed_for(received: int, complete: bool) -> None:
    assert is_good(answer(received, complete=complete))


def test_an_answer_is_good_for_nothing_else() -> None:
    frame = answer()
    changed = [
        msgspec.structs.replace(frame, received=1001),
        msgspec.structs.replace(frame, complete=True),
        *(msgspec.structs.replace(frame, signature=bad) for bad in every_flipped_byte(frame.signature)),
        *(msgspec.structs.replace(frame, signature=bad) for bad in every_cut(frame.signature)),
    ]

    assert not any(is_good(each) for each in changed)
    assert not is_good(frame, ObjectId(secret("another object")))
    assert not is_good(frame, root=secret("another network"))
    assert not is_good(frame, request=secret("another request"))
    assert not is_good(frame, hub_key=Author("another hub").sign_key)


def test_what_is_signed_is_what_the_document_says() -> None:
    text = b"haversack/1/upload\x00" + ROOT + REQUEST + OBJECT + (1000).to_bytes(8, "big") + b"\x01"

    assert sealing.verifies(HUB.sign_key, answer(complete=True).signature, text)
