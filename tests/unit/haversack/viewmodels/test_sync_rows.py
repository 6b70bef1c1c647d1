"""A line of the sync centre's history says what left this computer to make room, and only where something did."""

from haversack.i18n.language import Speaker
from haversack.operations.sync_log import Meeting
from haversack.viewmodels.sync_rows import meeting_row


def test_what_left_to_make_room_stands_in_the_line_of_its_sync() -> None:
    speaker = Speaker("en")
    plain = Meeting(1_790_000_000, 4, 100, 200, applied=2, answered=0, outcome="done")
    cut = Meeting(
        1_790_000_000, 4, 100, 200, applied=2, answered=0, outcome="link.cut", let_go_files=3, let_go_bytes=2_000_000
    )

    assert meeting_row(0, plain, speaker).lines == ("Received 2 updates.",)
    row = meeting_row(0, cut, speaker)
    assert row.lines[1] == "3 files that came by themselves were removed to make room: 2 MB."
    assert row.lines[1] in row.spoken
    assert len(row.lines) == 3
