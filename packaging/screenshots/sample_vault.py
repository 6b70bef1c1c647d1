"""Makes a small network with the starter content in vaults of its own: a coordinator's, and a field worker's.

Everything runs in this process; the hub is asked over loopback by the demonstration's stage. Must not touch any other
vault.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo"))

from stage import Stage

STARTER = Path(__file__).resolve().parents[2] / "resources" / "starter"


@dataclass(frozen=True)
class Sample:
    """What was made.

    Attributes:
        stage: Where the hub is, stopped, and the coordinator's vault, “office”.
        vault: Of an editor of one organisation, with a change that was not sent yet. Its passphrase is in
            `passphrase.txt` beside it.
    """

    stage: Stage
    vault: Path


def make_sample(folder: Path) -> Sample:
    """Make the vaults in an empty folder.

    Args:
        folder: Exists and is empty.
    """
    stage = Stage(folder)
    stage.start_hub()
    try:
        stage.run(
            "found", "--hub", stage.address, "--registration", stage.token, "--name", "Crossways Network", who="office"
        )
        stage.run("publish", str(STARTER), who="office")
        stage.run("sync", who="office")
        code = str(
            stage.one("invite", "--organisation", "new:Open Door Legal Desk", "--role", "editor", who="office")["code"]
        )
        stage.run("sync", who="office")
        stage.run("enrol", code, "--hub", stage.address, who="field")
        own = stage.one("status", who="field")["organisation"]
        if isinstance(own, dict):
            stage.run(
                "edit",
                str(own["id"]),
                "summary=Legal advice and accompaniment to appointments, on three days a week.",
                "opening_hours=Monday to Friday, 8:30 to 17:00",
                who="field",
            )
    finally:
        stage.stop_hub()
    return Sample(stage, stage.vault("field"))
