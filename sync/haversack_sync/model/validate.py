"""What is wrong with content before it is published: a list of problems, derived from the declaration.

The rules (`policy`) are laxer: they refuse what no client could read. Must not write sentences.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec

from haversack_sync.model.authored import Fault, fault_in
from haversack_sync.model.canonical import Value
from haversack_sync.model.dates import is_before, parse_date
from haversack_sync.model.declaration import Field, FieldType, Kind, SetField
from haversack_sync.model.languages import is_tidy_language
from haversack_sync.model.limits import MAX_LANGUAGES, MAX_SET_ELEMENTS
from haversack_sync.model.questions import fault_in_question

Facts: TypeAlias = Mapping[str, str | int | tuple[str, ...]]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to put right.

    Attributes:
        field: The field's or set's name.
        language: The language of a localised field, or None.
        kind: A stable word: see `validate`.
        facts: What a sentence needs: `value` (as text), `allowed`, `limit`, `number` (of a question, from 1).
    """

    field: str
    language: str | None = None
    kind: str
    facts: Facts


def validate(kind: Kind, fields: Mapping[str, Value]) -> list[Problem]:
    """Check the fields of one record.

    Args:
        kind: The declaration.
        fields: Name → value: {language: value} for localised fields, a list for sets, the wire's value for others.
            None counts as not given.

    Returns:
        All problems, in the order of the fields: `unknown_field`, `missing`, `missing_in_main_language`,
        `needs_language`, `bad_language`, `too_many_languages`, `not_a_list`, `too_many_elements`, `end_before_start`,
        what `authored.fault_in` says of a value, and what `questions.fault_in_question` says of a question.
    """
    problems: list[Problem] = []
    for name, value in fields.items():
        field = kind.field(name)
        one_set = kind.set_field(name)
        if value is None:
            continue
        if field is not None and field.type.is_localised:
            problems.extend(_in_languages(field, value))
        elif field is not None:
            problems.extend(_in_value(field, value))
        elif one_set is not None:
            problems.extend(_in_elements(one_set, value))
        else:
            problems.append(Problem(field=name, kind="unknown_field", facts={"allowed": kind.names}))
    problems.extend(_missing(kind, fields))
    problems.extend(_in_order(fields))
    return problems


def _in_languages(field: Field, value: Value) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(field=field.name, kind="needs_language", facts={})
        return
    if len(value) > MAX_LANGUAGES:
        yield Problem(field=field.name, kind="too_many_languages", facts={"limit": MAX_LANGUAGES})
    for language, text in value.items():
        if not is_tidy_language(language):
            yield Problem(field=field.name, language=language, kind="bad_language", facts={"value": language})
        for problem in _in_value(field, text):
            yield msgspec.structs.replace(problem, language=language)


def _in_value(field: Field | SetField, value: Value) -> Iterator[Problem]:
    fault = fault_in(field, value)
    if fault is not None:
        limit = field.max_characters if isinstance(field, Field) else None
        yield Problem(field=field.name, kind=fault.reason, facts=_facts(fault, value, limit))
    elif field.type is FieldType.QUESTIONS and isinstance(value, list):
        for number, question in enumerate(value, 1):
            fault = fault_in_question(question)
            if fault is not None:
                question_facts: Facts = {"number": number, "allowed": fault.allowed}
                yield Problem(field=field.name, kind=fault.reason, facts=question_facts)


def _in_elements(one_set: SetField, value: Value) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield Problem(field=one_set.name, kind="not_a_list", facts={})
        return
    if len(value) > MAX_SET_ELEMENTS:
        yield Problem(field=one_set.name, kind="too_many_elements", facts={"limit": MAX_SET_ELEMENTS})
    for element in value:
        yield from _in_value(one_set, element)


def _missing(kind: Kind, fields: Mapping[str, Value]) -> Iterator[Problem]:
    main = fields.get("language")
    for field in kind.fields:
        value = fields.get(field.name)
        if not field.is_required:
            continue
        if value is None or value == {}:
            yield Problem(field=field.name, kind="missing", facts={})
        elif isinstance(value, Mapping) and isinstance(main, str) and main not in value:
            facts: Facts = {"value": main, "allowed": tuple(value)}
            yield Problem(field=field.name, kind="missing_in_main_language", facts=facts)


def _in_order(fields: Mapping[str, Value]) -> Iterator[Problem]:
    start, end = fields.get("start"), fields.get("end")
    if not isinstance(start, str) or not isinstance(end, str):
        return
    first, last = parse_date(start), parse_date(end)
    if first is not None and last is not None and is_before(last, first):
        yield Problem(field="end", kind="end_before_start", facts={"value": end, "allowed": (start,)})


def _facts(fault: Fault, value: Value, limit: int | None) -> Facts:
    facts: dict[str, str | int | tuple[str, ...]] = {"allowed": fault.allowed}
    if isinstance(value, str | int):
        facts["value"] = str(value)
    if limit is not None:
        facts["limit"] = limit
    return facts
