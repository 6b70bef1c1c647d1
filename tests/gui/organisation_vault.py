"""A vault in which everything on the page of an organisation can be seen: two versions, drafts, lines, a history."""

from pathlib import Path

from haversack.clock import system_clock
from haversack.operations import contact_lines, drafting, editing, enrolling, inviting, reporting
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import opened
from haversack.store.cost import COST_FLOOR
from haversack_sync.model.ids import parse_record_id
from haversack_sync.model.roles import Role
from tests.gui.small_vault import PASSPHRASE, make_vault

FIRST = "Mon to Fri, 8:30–17:00"
OURS = "Mon to Fri, 8:30–17:00; Sat mornings"
THEIRS = "Mon to Thu, 8:30–17:00"
SUMMARY = "Legal advice at the border bus station."


def make_disputed_vault(folder: Path) -> None:
    """Make the vault of an editor whose opening hours and services a coordinator has changed too.

    Args:
        folder: Must not exist; its parent takes the coordinator's vault too.
    """
    endpoint, clock = make_vault(folder), system_clock()
    with opened(folder, PASSPHRASE, clock=clock) as workspace:
        found = reporting.status(workspace).organisation
        if found is None:
            raise LookupError("the organisation that was invited is not here")
        own = parse_record_id(found.id)
        editing.edit(workspace, own, [f"opening_hours={FIRST}", f"summary={SUMMARY}", "languages+=my", "languages+=th"])
        line = contact_lines.begin_line(workspace, own, audience="members", language="en")
        drafting.keep_draft(workspace, line, "purpose@en", {"purpose": "Office"})
        drafting.keep_draft(workspace, line, "line", {"channel": "phone", "value": "+66 55 000 318"})
        contact_lines.release_line(workspace, line)
        synchronise(workspace, endpoint, Wishes())
    with opened(folder.parent / "office", PASSPHRASE, clock=clock) as workspace:
        synchronise(workspace, endpoint, Wishes())
        editing.edit(workspace, own, [f"opening_hours={THEIRS}", "services=By the coordinators"])
        synchronise(workspace, endpoint, Wishes())
    with opened(folder, PASSPHRASE, clock=clock) as workspace:
        editing.edit(workspace, own, [f"opening_hours={OURS}", "services=By us"])
        synchronise(workspace, endpoint, Wishes())


def make_reader_vault(folder: Path) -> None:
    """Make the vault of a reader of an organisation.

    Args:
        folder: Must not exist; its parent takes the editor's and the coordinator's vaults too.
    """
    endpoint, clock = make_vault(folder.parent / "editor"), system_clock()
    with opened(folder.parent / "editor", PASSPHRASE, clock=clock) as workspace:
        found = reporting.status(workspace).organisation
    if found is None:
        raise LookupError("the organisation that was invited is not here")
    with opened(folder.parent / "office", PASSPHRASE, clock=clock) as workspace:
        code = inviting.invite(workspace, inviting.ForOrganisation(parse_record_id(found.id)), Role.READER)
        synchronise(workspace, endpoint, Wishes())
    new = enrolling.NewDevice(folder, PASSPHRASE, code, "http://127.0.0.1:9", "", COST_FLOOR)
    enrolling.enrol(new, endpoint, clock=clock, wishes=Wishes())
