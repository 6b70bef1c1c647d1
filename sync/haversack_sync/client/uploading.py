"""The stage of uploads: files that the hub lacks, slice by slice, from where it stands.

They come after text, within what the day leaves for files; one that the hub does not take keeps nothing else back.
Pure, see `engine`.
"""

from dataclasses import dataclass, replace
from typing import Final

from haversack_sync.client import commands as do
from haversack_sync.client.conditions import Stage as Told
from haversack_sync.client.engine import Core, Turn
from haversack_sync.client.events import Arrived, Cancelled, Ended, Event, Lost, Signed, UploadsListed
from haversack_sync.client.exchanging import MAX_COUNTER_RETRIES
from haversack_sync.client.listening import BREAKS
from haversack_sync.client.pace import LEAST_SLICE_BYTES
from haversack_sync.client.ports import Upload
from haversack_sync.client.refusals import believed_refusal
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError, ProtocolError
from haversack_sync.protocol.frame_stream import next_frame
from haversack_sync.protocol.messages import RefusalFrame, UploadedFrame, decode_frame
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.requests import LANE_UPLOADS
from haversack_sync.protocol.uploads import check_uploaded

_ABOUT_THIS_FILE: Final = ("too_large", "bad_object")
_ABOUT_ALL_FILES: Final = ("upload_quota", "not_a_writer")
"""Refusals of uploads that say nothing against the rest of a sync."""


@dataclass(frozen=True, slots=True)
class ListingUploads:
    """The replica is asked which files the hub lacks."""

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, None) if core.is_stored else Turn(core, self, (do.ListUploads(),))

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if not isinstance(event, UploadsListed):
            return Turn(core, self)
        if not event.has_keys or not event.uploads:
            # Who has no keys could not sign; the hub would say the same.
            return Turn(core, None)
        total = sum(one.total for one in event.uploads)
        core = core.reporting(replace(core.report, stage=Told.SENDING_FILES, files_bytes=0, all_files_bytes=total))
        return _next(core, event.view, event.uploads)


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of a file on its way, and what the hub said of the file before.

    Attributes:
        view: The network, whose hub must sign.
        uploads: The file that is sent, and those after it.
        offset: Where the slice begins.
        length: How long it may be.
        is_first: Whether nothing is known yet of where the hub stands.
        held: How many bytes of the file are at the hub as far as was said.
        tries: How often it was asked again because of a counter.
        request_hash: What stands for it, once it was signed.
        body_bytes: How long it is.
        started: When it left, seconds.
        buffer: What came of the answer.
    """

    view: NetworkView
    uploads: tuple[Upload, ...]
    offset: int
    length: int
    is_first: bool = True
    held: int = 0
    tries: int = 0
    request_hash: bytes | None = None
    body_bytes: int = 0
    started: float = 0.0
    buffer: bytes = b""

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self, (do.SignSlice(self.uploads[0], self.offset, self.length),))

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Cancelled):
            return Turn(_incomplete(core), None, (do.HangUp(),))
        if isinstance(event, Lost):
            return self._lost(core, event.error)
        if isinstance(event, Signed) and self.request_hash is None:
            signed = replace(self, request_hash=event.request_hash, body_bytes=event.body_bytes, started=event.now)
            return Turn(core, signed, (do.Send(),))
        if isinstance(event, Arrived) and self.request_hash is not None:
            return Turn(core.counting(received=len(event.piece)), replace(self, buffer=self.buffer + event.piece))
        if isinstance(event, Ended) and self.request_hash is not None:
            return self._ended(core.counting(sent=self.body_bytes), event, self.request_hash)
        return Turn(core, self)

    def _lost(self, core: Core, error: BaseException) -> Turn:
        what = error.what if isinstance(error, LinkError) else ""
        if (not isinstance(error, LinkError) or error.may_have_left) and self.request_hash is not None:
            core = core.counting(sent=self.body_bytes)
        if what in BREAKS:
            core = replace(core, pace=core.pace.slice_lost())
        return Turn(_incomplete(core), None, (), error)

    def _ended(self, core: Core, event: Ended, request_hash: bytes) -> Turn:
        try:
            answer = self._answer(request_hash)
        except HubRefusal as refusal:
            return self._refused(core, refusal)
        except ProtocolError as error:
            return Turn(core, None, (), error)
        if self.body_bytes:
            core = replace(core, pace=core.pace.slice_taken(self.body_bytes, event.now - self.started))
        moved = max(0, min(answer.received - self.offset, self.body_bytes))
        counted = core.counting(moved=moved)
        files_bytes = core.report.files_bytes + max(0, answer.received - self.held)
        core = counted.reporting(replace(counted.report, files_bytes=files_bytes))
        if answer.complete:
            turn = _next(core, self.view, self.uploads[1:])
            return turn.after((do.NoteUploaded(self.uploads[0].object_id), do.Tell()))
        if not self.is_first and answer.received <= self.offset:
            # Asking again would change nothing; the next sync begins where the hub stands then.
            return _next(core, self.view, self.uploads[1:])
        if not core.may_move_files:
            return Turn(_incomplete(core), None, (do.Tell(),))
        length = max(LEAST_SLICE_BYTES, core.left_for_files(core.pace.slice_bytes))
        turn = replace(
            self,
            offset=answer.received,
            length=length,
            is_first=False,
            held=max(self.held, answer.received),
            tries=0,
            request_hash=None,
            buffer=b"",
        ).begin(core)
        return turn.after((do.Tell(),))

    def _answer(self, request_hash: bytes) -> UploadedFrame:
        """Read the hub's word on a slice.

        Raises:
            HubRefusal: It does not take it.
            NotOurHubError: Somebody else answered.
            WireError: Malformed.
        """
        found = next_frame(self.buffer)
        if found is None or found[1]:
            raise NotOurHubError("not an answer to an upload")
        frame = decode_frame(found[0])
        if isinstance(frame, RefusalFrame):
            raise believed_refusal(frame, self.view, request_hash)
        if not isinstance(frame, UploadedFrame):
            raise NotOurHubError("not an answer to an upload")
        hub_key = self.view.authority.hub_sign_key
        check_uploaded(frame, self.uploads[0].object_id, root=self.view.root, request=request_hash, hub_key=hub_key)
        return frame

    def _refused(self, core: Core, refusal: HubRefusal) -> Turn:
        if refusal.reason == "counter_too_low" and self.tries < MAX_COUNTER_RETRIES:
            turn = replace(self, tries=self.tries + 1, request_hash=None, buffer=b"").begin(core)
            return turn.after((do.RaiseCounter(LANE_UPLOADS, refusal.number),))
        if refusal.reason not in (*_ABOUT_THIS_FILE, *_ABOUT_ALL_FILES):
            return Turn(core, None, (), refusal)
        core = core.reporting(replace(core.report, refused_upload=refusal))
        left = () if refusal.reason in _ABOUT_ALL_FILES else self.uploads[1:]
        return _next(core, self.view, left)


def _next(core: Core, view: NetworkView, uploads: tuple[Upload, ...]) -> Turn:
    """Begin with the first of the files that are left."""
    if not uploads:
        return Turn(core, None)
    if not core.may_move_files:
        return Turn(_incomplete(core), None)
    # A short file is sent at once; of a long one the hub may hold a part, which is asked first.
    is_short = uploads[0].total <= core.left_for_files(core.pace.slice_bytes)
    return Slice(view, uploads, 0, uploads[0].total if is_short else 0).begin(core)


def _incomplete(core: Core) -> Core:
    """The budget ended before the last file left.

    Files that a limit for files alone holds back are no part of a whole sync.
    """
    return core if core.may_go_on else core.reporting(replace(core.report, is_complete=False))
