"""What the Sync centre of a computer shows, read as the window reads it, while none of its verbs runs."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from haversack.app import speaker_of
from haversack.clock import system_clock
from haversack.operations.sync_plan import plan
from haversack.operations.workspace import on_folder
from haversack.viewmodels import sync_rows
from tests.integration.world import Computer

_LANGUAGE: Final = "en"


@dataclass(frozen=True)
class SyncScreen:
    """What stands there.

    Attributes:
        sentence: The one big true sentence.
        badges: How many changes are said to be in each state, by its words.
    """

    sentence: str
    badges: Counter[str]


def sync_screen(computer: Computer) -> SyncScreen:
    """Open a vault as its window does, and read."""
    workspace = on_folder(computer.vault, computer.passphrase, clock=system_clock())
    with closing(workspace.vault):
        found = plan(workspace, languages=(_LANGUAGE,))
    speaker = speaker_of(_LANGUAGE)
    rows = [sync_rows.change_row(one, speaker) for one in found.changes]
    return SyncScreen(sync_rows.sentence(found, speaker)[0], Counter(row.badge for row in rows))
