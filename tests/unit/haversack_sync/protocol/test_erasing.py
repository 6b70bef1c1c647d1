"""Announced erasures open for who has the key, whatever people write as a reason."""

from typing import Final

import pytest

from haversack_sync.model.authority_entries import decode_body, encode_body
from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.erasing import Erasing, announce, open_announcement
from haversack_sync.protocol.errors import SealError
from haversack_sync.protocol.limits import MAX_ERASED_RECORDS, MAX_REASON_CHARACTERS
from tests.simulation.world import FixedRandom

ROOT: Final = b"r" * 32
FEED: Final = FeedId(b"feed    ")
KEY: Final = b"k" * 32


@pytest.mark.parametrize("reason", ["", "Asked for", "x" * MAX_REASON_CHARACTERS, "𐍈" * MAX_REASON_CHARACTERS])
def test_the_longest_and_the_most_repetitive_reasons_open_as_they_were_sealed(reason: str) -> None:
    random = FixedRandom("erasing")
    erasing = Erasing(tuple(random(16) for _ in range(MAX_ERASED_RECORDS)), reason)
    said = announce(erasing, root=ROOT, feed=FEED, epoch=3, epoch_key=KEY, random=random)

    assert decode_body(encode_body(said)) == said
    assert open_announcement(said, root=ROOT, epoch_key=KEY) == erasing
    with pytest.raises(SealError):
        open_announcement(said, root=ROOT, epoch_key=b"o" * 32)
