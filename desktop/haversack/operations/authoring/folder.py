"""Reading a whole authoring folder.

`read_folder` is the package's one entry: it gives all records or all mistakes, never half of each. Nothing is written,
and nothing outside the folder is read.
"""

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from haversack.operations.authoring.assemble import Surroundings, assemble, find_language, find_slug
from haversack.operations.authoring.drafts import Draft, read_drafts
from haversack.operations.authoring.layout import Form, Layout, Source, plan
from haversack.operations.authoring.limits import MARKDOWN_FILE_BYTES, TABLE_FILE_BYTES
from haversack.operations.authoring.problems import ContentMistakesError, Place, ProblemKind, ProblemList
from haversack.operations.authoring.records import AuthoredFolder, AuthoredRecord, Link
from haversack.operations.authoring.sources import decode
from haversack.operations.authoring.walk import FoundFile, list_files, read_bytes
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.languages import tidy_language

_KIND_ORDER: Final = {name: number for number, name in enumerate(KINDS)}

_MOST_COMPARED: Final = 20_000
"""Slugs that are compared to find what was meant: about a third of a second; after that nothing is suggested."""


def read_folder(folder: Path, *, published: Collection[tuple[str, str]] = ()) -> AuthoredFolder:
    """Read an authoring folder.

    Reading the same files again gives equal values: nothing depends on the order of the disk, on times or on the
    system.

    Args:
        folder: The folder; `docs/authoring.md` says what may stand in it.
        published: Kind and slug of records that other folders published before; links may name them too.

    Returns:
        All records.

    Raises:
        ContentMistakesError: The folder has mistakes; all that were found, with file, line and field.
    """
    problems = ProblemList()
    found = list_files(folder, problems)
    layout = plan(found, problems)
    if not layout.sources and not len(problems):
        problems.add(ProblemKind.FOLDER_EMPTY, Place(""))
    drafts = _read_sources(layout, found, problems)
    slugs = _give_slugs(drafts, problems)
    around = Surroundings(
        language=next((find_language(draft) or "" for draft in drafts if draft.kind.name == "network"), ""),
        parents={(draft.kind.name, draft.source.slug): slug for draft, slug in slugs if draft.source.slug},
        files=found,
        attachable=layout.attachable,
    )
    records = [assemble(draft, slug, around, problems) for draft, slug in slugs]
    _check_links(records, published, problems)
    _check_attachments(records, layout, problems)
    if len(problems):
        raise ContentMistakesError(problems.in_order())
    records.sort(key=lambda record: (_KIND_ORDER[record.kind], record.slug))
    return AuthoredFolder(tuple(records))


def _read_sources(layout: Layout, found: dict[str, FoundFile], problems: ProblemList) -> list[Draft]:
    """Read every source; translations are added to the drafts that they belong to."""
    drafts: list[Draft] = []
    by_stem: dict[str, Draft] = {}
    for source in layout.sources:
        read = list(_read_source(source, found[source.path], problems))
        if source.language is None:
            drafts.extend(read)
            by_stem.update((_stem(source), draft) for draft in read if source.form is not Form.TABLE)
            continue
        _check_tag(source, problems)
        main = by_stem.get(_stem(source))
        if main is None:
            _note_orphan(source, found, problems)
            continue
        for draft in read:
            main.given.extend(draft.given)
            main.questions.update(draft.questions)
            main.question_files.update(draft.question_files)
            main.failed |= draft.failed
    return drafts


def _read_source(source: Source, file: FoundFile, problems: ProblemList) -> Iterator[Draft]:
    limit = TABLE_FILE_BYTES if source.form is Form.TABLE else MARKDOWN_FILE_BYTES
    data = read_bytes(file, limit_bytes=limit, problems=problems)
    text = decode(data, file=source.path, problems=problems) if data is not None else None
    if text is not None:
        yield from read_drafts(text, source, problems)


def _stem(source: Source) -> str:
    """Return a source's path without language and ending, by which a translation finds its record."""
    stem = source.path.rpartition(".")[0]
    return stem.removesuffix(f".{source.language}") if source.language is not None else stem


def _check_tag(source: Source, problems: ProblemList) -> None:
    tag = source.language or ""
    if tidy_language(tag) != tag:
        suggestion = tidy_language(tag) or ""
        problems.add(ProblemKind.LANGUAGE_UNKNOWN, Place(source.path), found=tag, suggestion=suggestion)


def _note_orphan(source: Source, found: dict[str, FoundFile], problems: ProblemList) -> None:
    """Note a translation without a record; a record whose own file cannot be read is noted there."""
    ending = source.path.rpartition(".")[2]
    expected = f"{_stem(source)}.{ending}"
    if expected not in found:
        problems.add(ProblemKind.TRANSLATION_ORPHAN, Place(source.path), expected=expected)


def _give_slugs(drafts: list[Draft], problems: ProblemList) -> list[tuple[Draft, str]]:
    """Find each record's slug, and note two records of one kind that have the same."""
    first: dict[tuple[str, str], Place] = {}
    given: list[tuple[Draft, str]] = []
    for draft in drafts:
        slug = find_slug(draft, problems)
        if slug is None:
            continue
        other = first.setdefault((draft.kind.name, slug), draft.place)
        if other is draft.place:
            given.append((draft, slug))
            continue
        problems.add(
            ProblemKind.DUPLICATE_SLUG,
            draft.place,
            field="id",
            found=slug,
            first_file=other.file,
            first_line=other.line or 1,
        )
    return given


def _check_links(records: list[AuthoredRecord], published: Collection[tuple[str, str]], problems: ProblemList) -> None:
    """Note links that lead nowhere, with the record that was probably meant."""
    known = {(record.kind, record.slug) for record in records} | set(published)
    compared = 0
    for record, name, link in _links(records):
        if (link.kind, link.slug) in known or problems.is_full:
            continue
        slugs = sorted(slug for kind, slug in known if kind == link.kind) if compared < _MOST_COMPARED else []
        compared += len(slugs)
        near = difflib.get_close_matches(link.slug, slugs, n=1, cutoff=0.5)
        problems.add(
            ProblemKind.LINK_UNKNOWN,
            record.places.get(name, record.places[""]),
            field=name,
            found=link.slug,
            kind_found=link.kind,
            suggestion=near[0] if near else "",
        )


def _links(records: list[AuthoredRecord]) -> Iterator[tuple[AuthoredRecord, str, Link]]:
    """Give every link with its record and the name of its field."""
    for record in records:
        for name, value in record.fields.items():
            for element in value if isinstance(value, tuple) else (value,):
                if isinstance(element, Link):
                    yield record, name, element


def _check_attachments(records: list[AuthoredRecord], layout: Layout, problems: ProblemList) -> None:
    """Note files that lie in the folder and belong to nothing: their author believes that they are published.

    Where a listed file was not found, the one that was meant is probably among them, so nothing is said yet.
    """
    if problems.has(ProblemKind.FILE_MISSING, ProblemKind.FILE_EMPTY, ProblemKind.FILE_TOO_BIG):
        return
    listed = {file.path for record in records for file in record.files}
    for path in sorted(layout.attachable - listed):
        problems.add(ProblemKind.FILE_NOT_LISTED, Place(path))
