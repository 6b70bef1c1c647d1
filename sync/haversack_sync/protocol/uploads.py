"""Uploading an object in slices, resumed at an offset: the request's target and the hub's signed word.

Must not move bytes itself.
"""

from typing import Final

from haversack_sync.model.ids import ObjectId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import NotOurHubError
from haversack_sync.protocol.messages import UploadedFrame
from haversack_sync.protocol.requests import RequestLine

_UPLOAD: Final = tag("upload")


def upload_line(object_id: ObjectId, *, offset: int, total: int, slice_bytes: bytes) -> RequestLine:
    """Describe the upload of one slice; an empty one at offset 0 asks how much the hub holds.

    Args:
        object_id: SHA-256 of the whole sealed object.
        offset: Where the slice begins, in bytes.
        total: Length of the whole object, in bytes.
        slice_bytes: At most 256 KiB.
    """
    return RequestLine("PUT", f"/v1/objects/{object_id.hex()}?offset={offset}&total={total}", slice_bytes)


def _message(root: bytes, request: bytes, object_id: ObjectId, *, received: int, complete: bool) -> bytes:
    return _UPLOAD + root + request + object_id + received.to_bytes(8, "big") + bytes((complete,))


def uploaded_frame(
    object_id: ObjectId, *, root: bytes, request: bytes, received: int, complete: bool, hub_seed: bytes
) -> UploadedFrame:
    """Make the hub's answer to a slice.

    Args:
        object_id: The object.
        root: The network's fingerprint.
        request: `requests.request_hash` of the slice's request.
        received: Bytes that the hub holds.
        complete: Whether it is whole and its hash was checked.
        hub_seed: The hub's Ed25519 seed.
    """
    message = _message(root, request, object_id, received=received, complete=complete)
    return UploadedFrame(received, complete, sealing.sign(hub_seed, message))


def check_uploaded(frame: UploadedFrame, object_id: ObjectId, *, root: bytes, request: bytes, hub_key: bytes) -> None:
    """Check the hub's answer to a slice.

    Raises:
        NotOurHubError: It is not by this hub, or about another slice.
    """
    message = _message(root, request, object_id, received=frame.received, complete=frame.complete)
    if not sealing.verifies(hub_key, frame.signature, message):
        raise NotOurHubError("upload was not answered by our hub")
