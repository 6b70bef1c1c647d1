"""Objects in memory, for tests and the simulator; see `ports.ObjectBytes`."""

from collections.abc import Iterator, Sequence

from haversack_sync.model.ids import DeviceId, ObjectId
from haversack_sync.protocol import sealing


class MemoryObjects:
    """Sealed bytes of objects, gone with the process."""

    def __init__(self) -> None:
        self._partial: dict[tuple[ObjectId, DeviceId], bytearray] = {}
        self._whole: dict[ObjectId, bytes] = {}

    def write_slice(self, object_id: ObjectId, device: DeviceId, *, offset: int, data: bytes) -> None:
        """Write a slice of an upload at its offset."""
        held = self._partial.setdefault((object_id, device), bytearray())
        held.extend(bytes(max(0, offset - len(held))))
        held[offset : offset + len(data)] = data

    def finish(self, object_id: ObjectId, device: DeviceId, *, total: int) -> bool:
        """Check an upload's hash; if it is right, keep it as a whole object. The upload's bytes are gone either way."""
        held = bytes(self._partial.pop((object_id, device), b"")[:total])
        if sealing.sha256(held) == object_id:
            self._whole[object_id] = held
        return object_id in self._whole

    def drop(self, object_id: ObjectId, device: DeviceId) -> None:
        """Forget an upload's bytes. Safe to repeat."""
        self._partial.pop((object_id, device), None)

    def remove(self, object_id: ObjectId) -> None:
        """Delete a whole object's bytes. Safe to repeat."""
        self._whole.pop(object_id, None)

    def partial(self) -> Sequence[tuple[ObjectId, DeviceId]]:
        """Return the uploads of which there are bytes."""
        return list(self._partial)

    def read(self, object_id: ObjectId, *, start: int, length: int) -> Iterator[bytes]:
        """Yield a stretch of a whole object.

        Raises:
            FileNotFoundError: There is no such object.
        """
        if object_id not in self._whole:
            raise FileNotFoundError("no such object")
        yield self._whole[object_id][start : start + length]

    def size(self, object_id: ObjectId) -> int | None:
        """Return the length of a whole object in bytes, or None."""
        held = self._whole.get(object_id)
        return len(held) if held is not None else None
