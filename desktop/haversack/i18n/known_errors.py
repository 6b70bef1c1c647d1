"""Decides what is a known error and what a bug: one function for the terminal and the window.

Known errors carry a `kind`; everything else is a mistake of ours. Must not parse the text of an exception.
"""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from haversack.i18n import directory_terms
from haversack.i18n.content_problems import Problem, sentence
from haversack.i18n.error_sentences import sentences
from haversack.i18n.language import Speaker
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


def explain(error: Exception, speaker: Speaker, *, in_window: bool = False) -> KnownError | None:
    """Put an error into words, or return None: then it is a bug of ours.

    Args:
        error: What was raised.
        speaker: The language.
        in_window: Whether people read it in the window: with its own next steps, and fields as its forms name them.
    """
    kind = getattr(error, "kind", None)
    if not isinstance(kind, str):
        return None
    reason = error.what if isinstance(error, LinkError) else str(getattr(error, "reason", ""))
    facts = {name: _fact(value) for name, value in vars(error).items()} | {"reason": reason}
    if in_window and isinstance(facts.get("field"), str):
        facts["field"] = directory_terms.field_name(speaker, str(facts["field"]).partition("@")[0])
    pair = sentences(speaker, kind, reason, _with_defaults(facts), in_window=in_window)
    if pair is None:
        return None
    problems = getattr(error, "problems", None)
    if isinstance(problems, tuple):
        return KnownError(kind, *pair, _mistakes(problems, speaker))
    name = f"{kind}.{reason}" if isinstance(error, LinkError) else kind
    return KnownError(name, *pair, {"reason": reason} if reason and not isinstance(error, LinkError) else {})


def bug(error: BaseException, speaker: Speaker) -> KnownError:
    """Say honestly that an error is our mistake."""
    message = speaker.say("Something went wrong that is our mistake ({name}).", name=type(error).__name__)
    where = ", ".join(places(error)[:3])
    next_step = speaker.say("What you wrote before is safe. Please report these places: {places}", places=where)
    return KnownError("bug", message, next_step)


def places(error: BaseException) -> list[str]:
    """Return where in the program an error was raised, the innermost place first; no data, so that it may be logged.

    Modules, never files: a path begins with the name of whoever uses this computer.
    """
    frames = traceback.walk_tb(error.__traceback__)
    return [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in frames][::-1]


def _mistakes(problems: Sequence[Problem], speaker: Speaker) -> Mapping[str, object]:
    """List every mistake with its place and cure."""
    pairs = [sentence(problem, speaker) for problem in problems]
    return {
        "problems": [{"message": what, "next": cure} for what, cure in pairs],
        "lines": [f"  {what}\n    {cure}" for what, cure in pairs],
    }


def _fact(value: object) -> object:
    if isinstance(value, tuple | list):
        return ", ".join(str(one) for one in value)
    return value


def _with_defaults(facts: Mapping[str, object]) -> dict[str, object]:
    names = ("reason", "part", "allowed", "field", "name", "size", "path", "shelf", "audience", "number", "day")
    return dict.fromkeys(names, "") | dict(facts)
