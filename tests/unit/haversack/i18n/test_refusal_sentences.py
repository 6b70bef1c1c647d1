import re

import pytest

from haversack.i18n.error_sentences import SENTENCES, sentences
from haversack.i18n.language import Speaker
from haversack_sync.model import authored, edit, policy

SPEAKER = Speaker("en")
NAMES = ("reason", "part", "allowed", "field", "name", "size", "path", "shelf", "audience", "number", "day")
FACTS = dict.fromkeys(NAMES, "…")
WORD_OF_THE_PROGRAM = re.compile(r"[a-z]+_[a-z]+")


def _reasons(*documents: str | None) -> set[str]:
    """Return what docstrings list between backquotes in their lists of reasons."""
    text = " ".join(document or "" for document in documents)
    return {
        word for word in re.findall(r"`([a-z]+(?:_[a-z]+)*)`", text) if "_" in word or word in {"empty", "required"}
    }


REASONS = {
    "bad_assignment": _reasons(edit.BadAssignmentError.__doc__, authored.fault_in.__doc__, authored.value_of.__doc__)
    - {"fault_in", "value_of"},
    "refused_by_rules": _reasons(policy.judge.__doc__) - {"unknown_rules"},
}


@pytest.mark.parametrize(("kind", "reason"), [(kind, one) for kind, all_ in REASONS.items() for one in sorted(all_)])
def test_every_reason_has_a_sentence_of_its_own(kind: str, reason: str) -> None:
    assert sentences(SPEAKER, kind, reason, FACTS) != sentences(SPEAKER, kind, "", FACTS)


@pytest.mark.parametrize("kind", SENTENCES)
def test_a_sentence_says_what_happened_and_the_next_step_what_to_do(kind: str) -> None:
    pair = sentences(SPEAKER, kind, "", FACTS)

    assert pair is not None
    message, next_step = pair
    assert re.fullmatch(r"[A-Z“].*[.]", message)
    assert ". " not in message
    assert re.fullmatch(r"[A-Z“].*[.…]", next_step)
    assert not WORD_OF_THE_PROGRAM.search(message + next_step)


def test_no_sentence_shows_a_reasons_name() -> None:
    assert not [kind for kind, pair in SENTENCES.items() if "{reason}" in "".join(pair)]
