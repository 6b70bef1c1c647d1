"""The contract of both places for objects: whatever one keeps, the other keeps alike."""

from pathlib import Path

import pytest

from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.ports import ObjectBytes
from haversack_sync.model.ids import DeviceId, ObjectId
from haversack_sync.protocol import sealing

ANA, BEN = DeviceId(b"ana-----"), DeviceId(b"ben-----")
THING = ObjectId(b"t" * 32)


@pytest.fixture(params=["memory", "folder"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectBytes:
    if request.param == "memory":
        return MemoryObjects()
    for name in ("objects", "uploads"):
        (tmp_path / name).mkdir()
    return FolderObjects(tmp_path / "objects", tmp_path / "uploads")


def test_an_object_written_in_slices_is_whole_when_its_hash_is_right(objects: ObjectBytes) -> None:
    data = bytes(range(256)) * 5
    name = ObjectId(sealing.sha256(data))
    objects.write_slice(name, ANA, offset=0, data=data[:500])
    objects.write_slice(name, ANA, offset=500, data=data[500:])
    assert objects.size(name) is None
    assert list(objects.partial()) == [(name, ANA)]

    assert objects.finish(name, ANA, total=len(data))

    assert objects.size(name) == len(data)
    assert list(objects.partial()) == []
    assert b"".join(objects.read(name, start=0, length=len(data))) == data
    assert b"".join(objects.read(name, start=7, length=3)) == data[7:10]


def test_a_slice_written_again_and_bytes_beyond_the_end_do_not_matter(objects: ObjectBytes) -> None:
    data = b"right bytes"
    name = ObjectId(sealing.sha256(data))
    objects.write_slice(name, ANA, offset=0, data=b"wrong bytes and more")
    objects.write_slice(name, ANA, offset=0, data=data)

    assert objects.finish(name, ANA, total=len(data))
    assert b"".join(objects.read(name, start=0, length=99)) == data


def test_an_object_whose_hash_is_wrong_is_gone(objects: ObjectBytes) -> None:
    objects.write_slice(THING, ANA, offset=0, data=b"something else")

    assert not objects.finish(THING, ANA, total=14)
    assert objects.size(THING) is None
    assert list(objects.partial()) == []
    with pytest.raises(FileNotFoundError):
        list(objects.read(THING, start=0, length=1))


def test_finishing_again_says_what_was_said_before(objects: ObjectBytes) -> None:
    data = b"bytes"
    name = ObjectId(sealing.sha256(data))
    objects.write_slice(name, ANA, offset=0, data=data)
    objects.finish(name, ANA, total=5)

    assert objects.finish(name, ANA, total=5)
    assert not objects.finish(THING, ANA, total=5)


def test_two_devices_upload_the_same_object_apart(objects: ObjectBytes) -> None:
    data = b"the same bytes"
    name = ObjectId(sealing.sha256(data))
    objects.write_slice(name, ANA, offset=0, data=b"the same")
    objects.write_slice(name, BEN, offset=0, data=data)

    assert objects.finish(name, BEN, total=len(data))
    objects.drop(name, ANA)
    objects.drop(name, ANA)

    assert objects.size(name) == len(data)
    assert list(objects.partial()) == []


def test_an_object_that_is_removed_is_gone_and_can_be_sent_again(objects: ObjectBytes) -> None:
    data = b"bytes"
    name = ObjectId(sealing.sha256(data))
    for _ in range(2):
        objects.write_slice(name, ANA, offset=0, data=data)
        assert objects.finish(name, ANA, total=5)
        objects.remove(name)
        objects.remove(name)
        assert objects.size(name) is None
