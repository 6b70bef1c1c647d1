"""Mistakes in content files: where they are, of what kind, and the facts that a sentence needs.

Holds no sentences: `haversack.i18n.content_problems` turns a kind and its facts into what is wrong and what to write.
Must not decide what is a mistake; the other modules of this package do.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

MOST_PROBLEMS: Final = 500
"""Problems kept in one reading; a folder that is wrong everywhere is not worth a longer list."""

Fact = str | int
"""What a sentence is filled with: a word, a path, a suggestion, a number."""


class ProblemKind(enum.StrEnum):
    """Every kind of mistake, by a stable name that may appear in logs and in `--json` answers."""

    # The folder and its files
    FOLDER_MISSING = "folder_missing"
    FOLDER_EMPTY = "folder_empty"
    FOLDER_TOO_DEEP = "folder_too_deep"
    TOO_MANY_FILES = "too_many_files"
    TOO_MANY_PROBLEMS = "too_many_problems"
    SHORTCUT = "shortcut"
    UNREADABLE = "unreadable"
    UNKNOWN_PLACE = "unknown_place"
    FILE_TOO_BIG = "file_too_big"
    PARENT_MISSING = "parent_missing"
    # Characters
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    DIRECTION_CHARACTER = "direction_character"
    # Front matter and YAML
    FRONT_MATTER_MISSING = "front_matter_missing"
    FRONT_MATTER_OPEN = "front_matter_open"
    FRONT_MATTER_TOO_BIG = "front_matter_too_big"
    YAML_BROKEN = "yaml_broken"
    YAML_COLON = "yaml_colon"
    YAML_TAB = "yaml_tab"
    YAML_QUOTE = "yaml_quote"
    YAML_HASH = "yaml_hash"
    YAML_ALIAS = "yaml_alias"
    YAML_TAG = "yaml_tag"
    YAML_DEEP = "yaml_deep"
    DUPLICATE_KEY = "duplicate_key"
    # Tables
    TABLE_BROKEN = "table_broken"
    TABLE_EMPTY = "table_empty"
    TABLE_COLUMN_TWICE = "table_column_twice"
    TABLE_COLUMN_UNNAMED = "table_column_unnamed"
    TABLE_ROW_TOO_LONG = "table_row_too_long"
    TABLE_TOO_LONG = "table_too_long"
    SPREADSHEET_ERROR = "spreadsheet_error"
    # Names and languages
    BAD_SLUG = "bad_slug"
    DUPLICATE_SLUG = "duplicate_slug"
    LANGUAGE_UNKNOWN = "language_unknown"
    TRANSLATION_ORPHAN = "translation_orphan"
    TRANSLATION_SAME_LANGUAGE = "translation_same_language"
    # Fields
    UNKNOWN_FIELD = "unknown_field"
    FIELD_NOT_AUTHORED = "field_not_authored"
    FIELD_NOT_TRANSLATABLE = "field_not_translatable"
    FIELD_TWICE = "field_twice"
    MISSING_FIELD = "missing_field"
    MISSING_IN_MAIN_LANGUAGE = "missing_in_main_language"
    WRONG_SHAPE = "wrong_shape"
    NO_BODY_HERE = "no_body_here"
    UNKNOWN_SECTION = "unknown_section"
    BAD_NUMBER = "bad_number"
    BAD_YES_NO = "bad_yes_no"
    BAD_DATE = "bad_date"
    BAD_WORD = "bad_word"
    BAD_COUNTRY = "bad_country"
    BAD_LANGUAGE = "bad_language"
    BAD_URL = "bad_url"
    BAD_ZONE = "bad_zone"
    BAD_RECURRENCE = "bad_recurrence"
    BAD_VALUE = "bad_value"
    END_BEFORE_START = "end_before_start"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    LINK_UNKNOWN = "link_unknown"
    LINK_NOT_A_SLUG = "link_not_a_slug"
    # Attachments
    FILE_MISSING = "file_missing"
    FILE_OUTSIDE = "file_outside"
    FILE_NAME_BAD = "file_name_bad"
    FILE_TYPE_UNKNOWN = "file_type_unknown"
    FILE_EMPTY = "file_empty"
    FILE_TWICE = "file_twice"
    FILE_NOT_LISTED = "file_not_listed"
    # Quizzes
    QUIZ_EMPTY = "quiz_empty"
    QUIZ_STRAY_TEXT = "quiz_stray_text"
    QUIZ_DIFFERS = "quiz_differs"
    QUESTION_TYPE_MISSING = "question_type_missing"
    QUESTION_TYPE_UNKNOWN = "question_type_unknown"
    QUESTION_NO_PROMPT = "question_no_prompt"
    QUESTION_NO_RIGHT_ANSWER = "question_no_right_answer"
    QUESTION_MANY_RIGHT_ANSWERS = "question_many_right_answers"
    QUESTION_FEW_ANSWERS = "question_few_answers"
    QUESTION_SAME_ANSWER = "question_same_answer"
    QUESTION_NOT_TRUE_FALSE = "question_not_true_false"
    QUESTION_PAIR = "question_pair"
    QUESTION_NO_BLANK = "question_no_blank"
    QUESTION_BLANK_EMPTY = "question_blank_empty"
    QUESTION_NO_MODEL = "question_no_model"
    QUESTION_WRONG_PART = "question_wrong_part"
    QUESTION_BAD = "question_bad"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the authoring folder.

    Attributes:
        file: Path below the folder, with forward slashes; empty for the folder itself.
        line: Line in the file, from 1; None where a line means nothing.
    """

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentProblem:
    """One mistake in the content.

    Attributes:
        kind: What is wrong.
        file: Path below the folder, with forward slashes; empty for the folder itself.
        line: Line in the file, from 1, if there is one.
        field: The field as the author writes it (`address.city`, `summary@fr`), if one is concerned.
        facts: What the sentences need: the value found, the words allowed, what to write instead.
    """

    kind: ProblemKind
    file: str
    line: int | None
    field: str | None
    facts: Mapping[str, Fact]


class ContentMistakesError(Exception):
    """A folder cannot be published as it stands.

    Attributes:
        problems: Every mistake that was found, by file and line.
    """

    kind = "content_mistakes"

    def __init__(self, problems: tuple[ContentProblem, ...]) -> None:
        super().__init__(f"{len(problems)} mistakes in content files")
        self.problems = problems


class ProblemList:
    """Collects mistakes while a folder is read, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self._found: list[ContentProblem] = []
        self._is_full = False

    def add(self, kind: ProblemKind, place: Place, *, field: str | None = None, **facts: Fact) -> None:
        """Note a mistake; beyond `MOST_PROBLEMS` only one more is kept, which says that there are others."""
        if self._is_full:
            return
        if len(self._found) >= MOST_PROBLEMS:
            self._is_full = True
            kind, place, field, facts = ProblemKind.TOO_MANY_PROBLEMS, Place(""), None, {"limit": MOST_PROBLEMS}
        self._found.append(
            ContentProblem(kind=kind, file=place.file, line=place.line, field=field, facts=MappingProxyType(facts))
        )

    def __len__(self) -> int:
        """Count what was noted so far; a caller compares before and after to know whether a step failed."""
        return len(self._found)

    @property
    def is_full(self) -> bool:
        """Whether nothing more is kept, so that looking for more is lost time."""
        return self._is_full

    def has(self, *kinds: ProblemKind) -> bool:
        """Tell whether a mistake of one of these kinds was noted."""
        return any(problem.kind in kinds for problem in self._found)

    def in_order(self) -> tuple[ContentProblem, ...]:
        """Return the mistakes by file, line and field, each once."""
        unique = {(p.kind, p.file, p.line, p.field, tuple(sorted(p.facts.items()))): p for p in self._found}
        return tuple(sorted(unique.values(), key=lambda p: (p.file, p.line or 0, p.field or "", p.kind)))
