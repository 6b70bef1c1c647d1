"""The form of a backup: names that mean objects, and a tar file that any program reads."""

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.hub.backup_form import Member, object_name, object_of, tar_pieces


@given(st.binary(min_size=32, max_size=32))
def test_an_object_has_one_name(object_id: bytes) -> None:
    assert object_of(object_name(object_id)) == object_id


@pytest.mark.parametrize(
    "name",
    ["objects/aa/" + "bb" * 32, "objects/" + "aa" * 32, "x" + object_name(bytes(32)), object_name(bytes(32)) + "x", ""],
)
def test_other_names_mean_none(name: str) -> None:
    assert object_of(name) is None


@given(st.lists(st.binary(max_size=2_000), max_size=5))
def test_what_is_written_is_read_back_by_the_standard_library(contents: list[bytes]) -> None:
    members = (Member(f"file-{number}", len(data), iter((data,))) for number, data in enumerate(contents))

    written = b"".join(tar_pieces(members))

    with tarfile.open(fileobj=io.BytesIO(written)) as tar:
        files = [tar.extractfile(member) for member in tar.getmembers()]
        assert [file.read() for file in files[:-1] if file] == contents


def test_a_file_that_changed_meanwhile_is_noticed() -> None:
    with pytest.raises(ValueError, match="name"):
        list(tar_pieces(iter((Member("name", 5, iter((b"four",))),))))
