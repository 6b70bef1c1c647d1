"""A text of a record in the best language that it has, made readable, with what its author says of the translation.

Must not choose languages itself: `RecordState.text` does.
"""

from collections.abc import Sequence
from dataclasses import replace

from haversack.operations.reading_text import ReadingText, reading_text
from haversack_sync.model.canonical import decode
from haversack_sync.model.record import RecordState


def record_text(state: RecordState, name: str, languages: Sequence[str] = ()) -> ReadingText:
    """Make a localised field readable; an empty text where the record has none.

    Args:
        state: The record.
        name: A localised field.
        languages: Asked language tags, the best first.
    """
    found = state.text(name, languages)
    if found is None:
        return ReadingText()
    return replace(reading_text(found[1], found[0]), is_unreviewed=is_unreviewed(state, found[0]))


def is_unreviewed(state: RecordState, language: str) -> bool:
    """Tell whether no native speaker has checked a record's texts in a language, as its author says."""
    return language in {decode(element) for element in state.elements("unreviewed")}
