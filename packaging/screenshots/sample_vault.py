"""Makes a small network with the starter content: two weeks in the life of a coordinator's vault and a field worker's.

Everything happens in this process. What was made is kept beside the pictures and taken again as long as nothing that
it was made of has changed. Must not touch any other vault.
"""

import hashlib
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sample_hub import Calendar, Line

from haversack.operations import (
    contact_lines,
    drafting,
    editing,
    enrolling,
    founding,
    inviting,
    learner,
    offline_files,
    pinning,
    publishing,
    reporting,
    searching,
    sync_log,
    training,
)
from haversack.operations.browsing import list_records
from haversack.operations.data_used import DayCounter
from haversack.operations.library import library
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace, opened
from haversack.store.cost import COST_FLOOR
from haversack_sync.model.ids import RecordId, parse_record_id
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError

PASSPHRASE = "seven boats left the quiet harbour"  # noqa: S105 - of a made-up vault
_ROOT = Path(__file__).resolve().parents[2]
_STARTER = _ROOT / "resources" / "starter"
_NEWS = Path(__file__).resolve().parent / "news"
_MADE_OF = (_STARTER, _NEWS, _ROOT / "desktop/haversack/store", _ROOT / "desktop/haversack/operations", _ROOT / "sync")
_ADDRESS = "https://hub.crossways.example"
_READ_LESSONS = 2
_EARLIER_BYTES = 1_200_000
"""What each day used before the sync that is in the history: enough for a meter to show something."""


@dataclass(frozen=True)
class Sample:
    """What was made, in a folder that may be changed.

    Attributes:
        folder: Holds everything.
        calendar: The clock of everybody in it.
        line: The way to the hub.
    """

    folder: Path
    calendar: Calendar
    line: Line

    @property
    def vault(self) -> Path:
        """Of an editor of one organisation."""
        return self.folder / "field"

    def publish(self, content: Path) -> None:
        """Publish a folder from the coordinator's vault, and bring it to the hub."""
        with opened(self.folder / "office", PASSPHRASE, clock=self.calendar.clock) as workspace:
            synchronise(workspace, self.line, Wishes())
            publishing.publish(workspace, content)
            synchronise(workspace, self.line, Wishes())


def make_sample(folder: Path, *, kept: Path) -> Sample:
    """Make the vaults, or take them as they were made before.

    Args:
        folder: For the copy that the pictures change; must not exist.
        kept: Where one is kept from one time to the next.
    """
    made = kept / _name_of(_MADE_OF)
    if not made.exists():
        shutil.rmtree(kept, ignore_errors=True)
        half = kept / "half"
        half.mkdir(parents=True)
        calendar = Calendar()
        line = Line(half / "hub", calendar)
        _live_two_weeks(Sample(half, calendar, line))
        line.end()
        half.rename(made)
    shutil.copytree(made, folder)
    calendar = Calendar()
    return Sample(folder, calendar, Line(folder / "hub", calendar))


def _name_of(folders: Iterable[Path]) -> str:
    whole = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            whole.update(str(path.relative_to(_ROOT)).encode() + path.read_bytes())
    return whole.hexdigest()[:16]


def _live_two_weeks(sample: Sample) -> None:
    calendar, line = sample.calendar, sample.line
    office, field = (partial(opened, sample.folder / name, PASSPHRASE, clock=calendar.clock) for name in _PEOPLE)
    calendar.set(-14, 9)
    network = founding.NewNetwork(
        sample.folder / "office", PASSPHRASE, "Crossways Network", _ADDRESS, line.token, COST_FLOOR
    )
    founding.found(network, line, clock=calendar.clock)
    with office() as workspace:
        publishing.publish(workspace, _STARTER)
        synchronise(workspace, line, Wishes())
        code = inviting.invite(workspace, inviting.ForNewOrganisation("Open Door Legal Desk", "en"), Role.EDITOR)
        synchronise(workspace, line, Wishes())
    line.takes_seconds = 38
    calendar.set(-12, 16, 40)
    new = enrolling.NewDevice(sample.folder / "field", PASSPHRASE, code, _ADDRESS, "", COST_FLOOR)
    enrolling.enrol(new, line, clock=calendar.clock, wishes=Wishes())
    with field() as workspace:
        own = _own(workspace)
        _describe(workspace, own)
        _meet(workspace, line)
        calendar.set(-8, 8, 15)
        editing.edit(workspace, own, ["opening_hours=Mon to Fri, 8:30–17:00", "services@en=Legal advice, documents"])
        _meet(workspace, line)
    calendar.set(-6, 10)
    sample.publish(_NEWS)
    with office() as workspace:
        editing.edit(
            workspace, own, ["opening_hours=Mon to Thu, 8:30–17:00", "name@ar=مكتب الباب المفتوح للمساعدة القانونية"]
        )
        synchronise(workspace, line, Wishes())
    with field() as workspace:
        calendar.set(-4, 19, 2)
        editing.edit(workspace, own, ["opening_hours=Mon to Fri, 8:30–17:00; Sat mornings"])
        line.is_cut = True
        with suppress(LinkError):
            _meet(workspace, line)
        line.is_cut = False
        calendar.set(0, 8, 40)
        for item in library(workspace).items[::2]:
            if item.files:
                offline_files.ask_for(workspace, item.id)
        _meet(workspace, line)
        _work_offline(workspace, own, calendar)
        searching.update_index(workspace)


_PEOPLE = ("office", "field")


def _own(workspace: Workspace) -> RecordId:
    found = reporting.status(workspace).organisation
    if found is None:
        raise LookupError("the organisation that was invited is not here")
    return parse_record_id(found.id)


def _meet(workspace: Workspace, line: Line) -> None:
    DayCounter(workspace).end(_EARLIER_BYTES)
    sync_log.noted(lambda wishes: synchronise(workspace, line, wishes), workspace, Wishes())


def _describe(workspace: Workspace, own: RecordId) -> None:
    wanted = [
        "summary=Free legal advice at the border bus station and by phone.",
        "summary@ar=مشورة قانونية مجانية في محطة الحافلات الحدودية وعبر الهاتف.",
        "city=Mae Sot",
        "country=TH",
        "languages+=my",
        "languages+=th",
        "languages+=en",
        "type=legal_aid",
    ]
    editing.edit(workspace, own, wanted)
    lines = (("Office phone", "phone", "+66 55 000 318"), ("Shared mailbox", "email", "desk@open-door.example"))
    for purpose, channel, value in lines:
        line = contact_lines.begin_line(workspace, own, audience="members", language="en")
        drafting.keep_draft(workspace, line, "purpose@en", {"purpose": purpose})
        drafting.keep_draft(workspace, line, "line", {"channel": channel, "value": value})
        contact_lines.release_line(workspace, line)


def _work_offline(workspace: Workspace, own: RecordId, calendar: Calendar) -> None:
    """Learn, pin what is needed often, and change the profile: what a day without a connection leaves."""
    calendar.set(0, 9, 40)
    summary = (
        "Free legal advice at the border bus station and by phone. We help with papers, go with people to hearings, "
        "and train volunteer interpreters."
    )
    editing.edit(workspace, own, [f"summary={summary}"])
    calendar.set(0, 11, 5)
    editing.edit(workspace, own, ["languages+=shn"])
    calendar.set(0, 14, 20)
    drafting.keep_draft(workspace, own, "services@en", {"services": "Legal advice, documents, interpreting"})
    course = training.training(workspace).courses[0]
    parts = [part for module in course.modules for part in module.parts]
    for part in parts[:_READ_LESSONS]:
        learner.mark_done(workspace, part.id)
    learner.open_part(workspace, parts[_READ_LESSONS].id)
    guides = [row for row in list_records(workspace, "resource") if row.title.startswith(("The first 48", "Safe"))]
    others = [row for row in list_records(workspace, "organisation") if row.title.startswith("UNHCR")]
    events = [row for row in list_records(workspace, "event") if row.title.startswith("Regional")]
    for row in [*others[:1], *guides[:1], *events[:1]]:
        pinning.toggle(workspace, row.id)
