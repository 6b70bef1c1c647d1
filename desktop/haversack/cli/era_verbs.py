"""`new-era`: after the hub was put back from a backup a coordinator lets it go on. Must not decide anything."""

from contextlib import closing
from dataclasses import asdict

from haversack.cli.file_verbs import hub_of
from haversack.cli.surroundings import Surroundings
from haversack.operations import eras


def new_era(around: Surroundings) -> None:
    """Let a restored hub go on, after asking once."""
    say = around.speaker.say
    question = [
        say("Do this only if the hub’s operator says that it was put back from a backup."),
        say("Everybody then goes back to where the backup was made, and hands back what the hub has lost."),
    ]
    with around.workspace() as workspace, closing(hub_of(around, workspace)) as endpoint:
        if not (around.options.yes or around.agrees("\n".join(question))):
            around.answer({"era": 0, "lost_positions": 0}, [say("Nothing was done.")])
            return
        begun = eras.begin(workspace, endpoint)
    lines = [
        around.speaker.count(
            "The hub goes on. It had lost {number} entry that is known here.",
            "The hub goes on. It had lost {number} entries that are known here.",
            begun.lost_positions,
        ),
        say("Sync now, and let the others sync: what is missing is handed back."),
    ]
    around.answer(asdict(begun), lines)
