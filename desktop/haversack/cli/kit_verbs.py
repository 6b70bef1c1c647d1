"""`kit build` and `kit check` in the terminal. Must not decide anything; `haversack.operations` does."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final

from haversack.assets import asset
from haversack.cli.progress import Progress
from haversack.cli.surroundings import Surroundings
from haversack.i18n.kit_sentences import CheckFacts, PlanFacts, built_sentences, check_sentences, plan_sentence
from haversack.operations.kit_building import BuildHow, KitChoice, build_kit, plan_kit
from haversack.operations.kit_checking import check_kit, scratch_in
from haversack.operations.kit_pages import read_pages
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
    with around.workspace() as workspace, Progress(around) as progress:
        plan = plan_kit(workspace, options.folder, choice)
        facts = PlanFacts(len(plan.installers), len(plan.files), plan.invitations, plan.total_bytes, plan.room)
        around.tell(plan_sentence(speaker, facts))
        how = BuildHow(tell=lambda done, _: progress.tell(Report(sent_bytes=done)))
        built = build_kit(workspace, options.folder, choice, pages=read_pages(asset("kits")), how=how)
    done = PlanFacts(built.installers, built.files, built.invitations, built.size, plan.room)
    lines = built_sentences(speaker, done, away=built.away, is_complete=built.is_complete)
    around.answer(asdict(built) | {"folder": str(built.folder)}, lines)


def _check(around: Surroundings) -> None:
    # Sealed like every vault; it is gone when the check is over, or when the next one begins.
    scratch = scratch_in(vaults_folder(), clock=around.clock)
    found = check_kit(around.options.folder, scratch, clock=around.clock)
    facts = CheckFacts(
        network=found.network,
        fingerprint=found.fingerprint,
        installers=found.installers,
        size=found.size,
        damaged=found.damaged,
        missing=found.missing,
        unknown=found.unknown,
        records=sum(found.records.values()),
        files=found.files,
        files_away=found.files_away,
        invitations=found.invitations,
    )
    around.answer(asdict(found) | {"is_whole": found.is_whole}, check_sentences(around.speaker, facts))


_ACTIONS: Final[Mapping[str, Callable[[Surroundings], None]]] = {"build": _build, "check": _check}
