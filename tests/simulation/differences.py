"""How a record on a laptop differs from the truth, in words."""

from collections.abc import Mapping

from haversack_sync.model.record import RecordState
from tests.simulation.people import text_of, texts
from tests.unit.haversack_sync.model.oracle import Truth


def differs(state: RecordState, truth: Truth) -> str:
    """Say how a record differs from the truth, or nothing."""
    groups: Mapping[str, tuple[str | None, ...]] = {key: texts(key, held) for key, held in state.groups.items()}
    wanted = {key: tuple(versions) for key, versions in truth.groups.items()}
    if dict(groups) != wanted:
        return f"groups are {groups}, should be {wanted}"
    sets = {name: [text_of(name, element) for element in members] for name, members in state.sets.items()}
    expected = {name: truth.elements(name) for name in truth.events if truth.elements(name)}
    if sets != expected:
        return f"sets are {sets}, should be {expected}"
    if state.is_retired != truth.retired or state.edited_after_retired != truth.marked:
        return f"retired {state.is_retired}, marked {state.edited_after_retired}"
    return "" if state.kind == truth.kind else "another kind"
