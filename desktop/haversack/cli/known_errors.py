"""Decides what is a known error and what a bug: one function for the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from haversack.i18n.content_problems import sentence
from haversack.i18n.error_sentences import sentences
from haversack.i18n.language import Speaker
from haversack.operations.authoring import ContentMistakesError
from haversack_sync.protocol.endpoint import LinkError


@dataclass(frozen=True, slots=True)
class KnownError:
    """An error in plain words.

    Attributes:
        kind: Stable name.
        message: What happened, and what it means.
        next_step: What to do.
        extra: More for JSON, and `lines` for people.
    """

    kind: str
    message: str
    next_step: str
    extra: Mapping[str, object] = field(default_factory=dict)


def explain(error: Exception, speaker: Speaker) -> KnownError | None:
    """Put an error into words, or return None: then it is a bug of ours."""
    kind = getattr(error, "kind", None)
    if not isinstance(kind, str):
        return None
    reason = error.what if isinstance(error, LinkError) else str(getattr(error, "reason", ""))
    facts = {name: _fact(value) for name, value in vars(error).items()} | {"reason": reason}
    pair = sentences(speaker, kind, reason, _with_defaults(facts))
    if pair is None:
        return None
    if isinstance(error, ContentMistakesError):
        return KnownError(kind, *pair, _mistakes(error, speaker))
    name = f"{kind}.{reason}" if isinstance(error, LinkError) else kind
    return KnownError(name, *pair, {"reason": reason} if reason and not isinstance(error, LinkError) else {})


def _mistakes(error: ContentMistakesError, speaker: Speaker) -> Mapping[str, object]:
    """List every mistake with its place and cure."""
    pairs = [sentence(problem, speaker) for problem in error.problems]
    return {
        "problems": [{"message": what, "next": cure} for what, cure in pairs],
        "lines": [f"  {what}\n    {cure}" for what, cure in pairs],
    }


def _fact(value: object) -> object:
    if isinstance(value, tuple | list):
        return ", ".join(str(one) for one in value)
    return value


def _with_defaults(facts: Mapping[str, object]) -> dict[str, object]:
    names = ("reason", "part", "allowed", "field", "name", "size", "path", "shelf", "audience", "number")
    return dict.fromkeys(names, "") | dict(facts)
