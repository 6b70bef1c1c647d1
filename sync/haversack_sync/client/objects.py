"""Objects in a sync: up slice by slice from where the hub stands, down from where a cut left them.

They come after text, within what the day leaves for files. Must not choose which objects are wanted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from haversack_sync.client.answer_reader import believed_refusal
from haversack_sync.client.conditions import Allowance, Report, Stage
from haversack_sync.client.ports import Replica, Upload
from haversack_sync.client.signing import RequestSigner
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError
from haversack_sync.protocol.limits import KIB, MAX_UPLOAD_SLICE_BYTES
from haversack_sync.protocol.messages import FrameSplitter, RefusalFrame, UploadedFrame, decode_frame
from haversack_sync.protocol.requests import LANE_UPLOADS, RequestLine, request_hash
from haversack_sync.protocol.uploads import check_uploaded, upload_line

_ABOUT_THIS_FILE: Final = ("too_large", "bad_object")
_ABOUT_ALL_FILES: Final = ("upload_quota", "not_a_writer")
"""Refusals of uploads that say nothing against the rest of a sync."""
_LEAST_SLICE_BYTES: Final = 8 * KIB


@dataclass(frozen=True, slots=True)
class ObjectCarrier:
    """Moves sealed files between a replica and an endpoint.

    Attributes:
        replica: The vault.
        endpoint: The hub, by whatever carrier.
        allowance: What may still be spent.
        signer: Signs requests.
    """

    replica: Replica
    endpoint: SyncEndpoint
    allowance: Allowance
    signer: RequestSigner

    @property
    def report(self) -> Report:
        """What the sync did so far."""
        return self.allowance.report

    def send_pending(self) -> None:
        """Upload what the hub does not hold yet; a file that it does not take keeps nothing else back.

        Raises:
            HubRefusal: The hub refuses for a reason that is not about files.
            LinkError: The link failed; what the hub holds is kept.
            ProtocolError: Something else answered.
        """
        waiting: Sequence[Upload] = () if self.endpoint.is_stored else self.replica.pending_uploads()
        if waiting:
            self.report.begin_files(Stage.SENDING_FILES, sum(one.total for one in waiting))
        for upload in waiting:
            if not self.allowance.has_left_for_files():
                return
            try:
                self.upload(upload)
            except HubRefusal as refusal:
                if refusal.reason not in (*_ABOUT_THIS_FILE, *_ABOUT_ALL_FILES):
                    raise
                self.report.refused_upload = refusal
                if refusal.reason in _ABOUT_ALL_FILES:
                    return

    def fetch(self, wanted: Upload) -> None:
        """Fetch an object from where it stopped; it counts as here only when its hash is right.

        Raises:
            DigestError: What arrived is not the object; it was dropped.
            LinkError: The link failed; what arrived is kept.
        """
        offset = self.replica.object_offset(wanted.object_id)
        # All bytes may be here already, of a run that ended before their hash was checked.
        is_all = offset >= wanted.total
        least = max(_LEAST_SLICE_BYTES, self.allowance.left_for_files(wanted.total))
        length = least if self.allowance.is_limited_for_files else None
        pieces = iter(()) if is_all else self.endpoint.fetch_object(wanted.object_id, offset, length)
        self.replica.store_object(wanted, self._metered(pieces), offset)

    def _metered(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Count bytes of an object; end between two pieces where the budget ends."""
        for piece in pieces:
            self.report.received_bytes += len(piece)
            yield piece
            self._count(len(piece), held=0)
            if not self.allowance.has_left_for_files():
                return

    def upload(self, upload: Upload) -> None:
        """Upload an object slice by slice from where the hub stands.

        Raises:
            HubRefusal: The hub does not take it.
            LinkError: The link failed; what the hub holds is kept.
            ProtocolError: Something else answered.
        """
        # A short file is sent at once; of a long one the hub may hold a part, which is asked first.
        is_short = upload.total <= self.allowance.left_for_files(MAX_UPLOAD_SLICE_BYTES)
        first = self.replica.read_object(upload.object_id, 0, upload.total) if is_short else b""
        answer = self._slice(upload, 0, first)
        self._count(len(first), held=answer.received - len(first))
        while not answer.complete and self.allowance.has_left_for_files():
            offset, length = answer.received, self.allowance.left_for_files(MAX_UPLOAD_SLICE_BYTES)
            piece = self.replica.read_object(upload.object_id, offset, max(_LEAST_SLICE_BYTES, length))
            answer = self._slice(upload, offset, piece)
            if not answer.complete and answer.received <= offset:
                # Asking again would change nothing; the next sync begins where the hub stands then.
                return
            self._count(answer.received - offset, held=0)
        if answer.complete:
            self.replica.uploaded(upload.object_id)

    def _count(self, moved: int, *, held: int) -> None:
        """Count bytes that moved now, and those that were there already: only the first are progress."""
        self.report.moved += moved
        self.report.files_bytes += moved + held
        self.allowance.conditions.tell(self.report)

    def _slice(self, upload: Upload, offset: int, piece: bytes) -> UploadedFrame:
        line = upload_line(upload.object_id, offset=offset, total=upload.total, slice_bytes=piece)
        return self.signer.with_counter(LANE_UPLOADS, lambda: self._slice_once(upload, line))

    def _slice_once(self, upload: Upload, line: RequestLine) -> UploadedFrame:
        auth = self.signer.sign(line, LANE_UPLOADS)
        raw = self.endpoint.upload(line, auth)
        self.report.sent_bytes += len(line.body)
        self.report.received_bytes += len(raw)
        view, hashed = self.replica.network(), request_hash(auth, line.body)
        frames = [decode_frame(payload) for payload in FrameSplitter().feed(raw)]
        frame = frames[0] if len(frames) == 1 else None
        if isinstance(frame, RefusalFrame):
            raise believed_refusal(frame, view, hashed)
        if not isinstance(frame, UploadedFrame):
            raise NotOurHubError("not an answer to an upload")
        check_uploaded(frame, upload.object_id, root=view.root, request=hashed, hub_key=view.authority.hub_sign_key)
        return frame
