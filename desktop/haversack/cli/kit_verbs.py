"""`kit build` and `kit check` in the terminal. Must not decide anything; `haversack.operations` does."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Final

from haversack.assets import asset
from haversack.cli.file_verbs import hub_of
from haversack.cli.invited import ROLES, invited
from haversack.cli.progress import Progress
from haversack.cli.surroundings import BadNewsError, Surroundings
from haversack.clock import let_pass
from haversack.i18n.kit_sentences import (
    built_sentences,
    check_sentences,
    memory_sentence,
    plan_sentence,
    sheets_sentences,
)
from haversack.operations.hello import Line
from haversack.operations.kit_building import BuildHow
from haversack.operations.kit_checking import CheckHow, check_kit, scratch_in
from haversack.operations.kit_form import KitError
from haversack.operations.kit_invitations import KIT_INVITATION_DAYS, SheetOrder, make_invitations
from haversack.operations.kit_languages import usual_tag
from haversack.operations.kit_making import KitWish, MakingHow, make_kit
from haversack.operations.kit_pages import StartPages, read_pages
from haversack.operations.kit_planning import KitChoice, KitPlan
from haversack.operations.kit_readiness import make_ready
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.paths import vaults_folder
from haversack_sync.client.conditions import Report
from haversack_sync.model.ids import parse_record_id


def kit(around: Surroundings) -> None:
    """Do what was typed behind `kit`."""
    _ACTIONS[around.options.action](around)


def _build(around: Surroundings) -> None:
    options, speaker = around.options, around.speaker
    choice = KitChoice(
        languages=options.languages,
        topics=tuple(parse_record_id(one) for one in options.topics),
        size=options.size,
        installers=options.installers,
    )
    pages, sheets = read_pages(asset("kits")), list[str]()

    def on_sheets(path: Path) -> None:
        sheets.append(str(path))
        for line in sheets_sentences(speaker, options.invitations, str(path)):
            around.tell(line)

    def on_plan(plan: KitPlan) -> None:
        around.tell(plan_sentence(speaker, plan))

    with around.workspace() as workspace, Progress(around) as progress:
        how = MakingHow(
            ask_hub=lambda: _ask_hub(around, workspace, Wishes(tell=progress.tell, pause=let_pass, line=Line())),
            on_sheets=on_sheets,
            on_plan=on_plan,
            build=BuildHow(tell=lambda done, _: progress.tell(Report(sent_bytes=done))),
        )
        order = _order(around, pages) if options.invitations else None
        built = make_kit(workspace, KitWish(options.folder, choice, order), pages, how)
    facts = asdict(built) | {"folder": str(built.folder), "sheets": "".join(sheets)}
    around.answer(facts, built_sentences(speaker, built))


def _invite(around: Surroundings) -> None:
    """Make invitations with their sheets, and no kit: one build carries those of twenty organisations.

    Raises:
        As `make_invitations`.
    """
    pages, speaker = read_pages(asset("kits")), around.speaker
    order = _order(around, pages)
    with around.workspace() as workspace:
        sheets = make_invitations(workspace, None, order, pages)
    lines = sheets_sentences(speaker, order.number, str(sheets))
    lines.append(speaker.say("They are valid after your next sync, and work with every kit that is built after it."))
    around.answer({"sheets": str(sheets), "invitations": order.number}, lines)


def _order(around: Surroundings, pages: StartPages) -> SheetOrder:
    """Return which invitations were typed.

    Raises:
        KitError: Whom they are for, or where their sheets go, was not (`no_sheets`).
    """
    options = around.options
    if not options.organisation or options.sheets is None:
        raise KitError("no_sheets")
    wished = map(usual_tag, (*options.languages, *around.languages))
    spoken = next((tag for tag in wished if tag in pages.languages), "en")
    return SheetOrder(
        number=options.invitations,
        organisation=invited(options.organisation, language=around.languages[0]),
        role=ROLES[options.role],
        language=usual_tag(options.sheet_language) or spoken,
        folder=options.sheets,
        may_lie_with_kit=options.codes_on_stick,
        days=options.days or KIT_INVITATION_DAYS,
    )


def _ask_hub(around: Surroundings, workspace: Workspace, wishes: Wishes) -> None:
    """Get what a kit needs from the hub.

    Raises:
        As `make_ready`.
    """
    around.tell(around.speaker.say("Asking the hub, so that others can check the newest changes."))
    with closing(hub_of(around, workspace)) as endpoint:
        make_ready(workspace, endpoint, wishes)


def _check(around: Surroundings) -> None:
    """Check a kit.

    Raises:
        BadNewsError: It is not whole, so that a loop over twenty sticks notices.
        As `check_kit`.
    """
    # Sealed like every vault; it is gone when the check is over, or when the next one begins.
    scratch = scratch_in(vaults_folder(), clock=around.clock)
    how = CheckHow(languages=tuple(around.languages))
    found = check_kit(around.options.folder, scratch, clock=around.clock, how=how)
    lines = check_sentences(around.speaker, found)
    if not found.is_afresh:
        lines.append(memory_sentence(around.speaker))
    around.answer(asdict(found) | {"is_whole": found.is_whole}, lines)
    if not found.is_whole:
        raise BadNewsError


_ACTIONS: Final[Mapping[str, Callable[[Surroundings], None]]] = {
    "build": _build,
    "invite": _invite,
    "check": _check,
}
