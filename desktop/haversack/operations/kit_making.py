"""Making a kit as one act: ask the hub where something cannot be proved, make invitations, ask again, build.

The hub is asked before anything is made, so that no sheet is printed for an invitation that no kit can carry. Must not
know how the hub is reached.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from haversack.operations import kit_snapshots
from haversack.operations.kit_building import BuildHow, Built, build_kit
from haversack.operations.kit_invitations import SheetOrder, check_order, make_invitations
from haversack.operations.kit_languages import page_tags
from haversack.operations.kit_pages import StartPages
from haversack.operations.kit_planning import KitChoice, KitPlan, plan_kit
from haversack.operations.side_link import StoppedError
from haversack.operations.workspace import Workspace
from haversack.store.stick_files import StickError
from haversack_sync.protocol.endpoint import LinkError


@dataclass(frozen=True, slots=True)
class KitWish:
    """What a coordinator wants: where, what goes along, and which invitations, if any."""

    out: Path
    choice: KitChoice
    order: SheetOrder | None = None


@dataclass(frozen=True, slots=True)
class MakingHow:
    """How making a kit goes on.

    Attributes:
        ask_hub: Syncs and asks the hub for its marks; raises what `kit_readiness.make_ready` does.
        on_sheets: Told the file with the sheets as soon as it is there, whatever comes after.
        on_plan: Told what the kit will hold, right before it is written.
        build: Progress and cancel.
    """

    ask_hub: Callable[[], None]
    on_sheets: Callable[[Path], None] = field(default=lambda path: None)
    on_plan: Callable[[KitPlan], None] = field(default=lambda plan: None)
    build: BuildHow = field(default_factory=BuildHow)


def make_kit(workspace: Workspace, wish: KitWish, pages: StartPages, how: MakingHow) -> Built:
    """Make a kit, or bring one up to date.

    Args:
        workspace: A coordinator's vault.
        wish: What is wanted.
        pages: The texts to begin with, and of the sheets.
        how: The hub, progress, cancel.

    Raises:
        LinkError: Invitations were wanted and the hub cannot be reached; where that is noticed first, none was made.
        StoppedError: Somebody stopped it before anything was made.
        As `check_order`, `plan_kit` and `build_kit`; before anything was made.
    """
    order = wish.order
    if order is not None:
        check_order(workspace, wish.out, order, pages)
    plan = plan_kit(workspace, wish.out, wish.choice)
    _check(plan, wish, pages)
    if order is not None or plan.unproved or kit_snapshots.are_missing(workspace):
        try:
            how.ask_hub()
        except LinkError:
            # Without invitations a stick of the hub proves the rest: what is said of the content says how. And a kit
            # is whole without snapshots.
            if order is not None:
                raise
    if how.build.is_cancelled():
        raise StoppedError("stopped")
    if order is not None:
        how.on_sheets(make_invitations(workspace, wish.out, order, pages))
        how.ask_hub()
    how.on_plan(plan_kit(workspace, wish.out, wish.choice))
    return build_kit(workspace, wish.out, wish.choice, pages=pages, how=how.build)


def _check(plan: KitPlan, wish: KitWish, pages: StartPages) -> None:
    """Refuse what would be refused at the end, before anything is made."""
    if plan.total_bytes > plan.room:
        raise StickError("full")
    page_tags(wish.choice.languages, pages.languages)
