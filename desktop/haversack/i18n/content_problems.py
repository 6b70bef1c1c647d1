"""Mistakes in content files, in plain words: what is wrong and where, and what to write instead.

One pair of whole sentences for each kind of problem that `haversack.operations.authoring` finds. A kind may have a more
exact pair for one of its facts. Must not look into files, and must not parse the text of an exception.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from haversack.i18n.language import Sentence, SentencePair, Speaker


class Problem(Protocol):
    """What a sentence needs of a problem; `operations.authoring.ContentProblem` is one."""

    @property
    def kind(self) -> str:
        """A stable word."""

    @property
    def file(self) -> str:
        """Path below the authoring folder; empty for the folder itself."""

    @property
    def line(self) -> int | None:
        """Line in the file, from 1."""

    @property
    def field(self) -> str | None:
        """The field as the author writes it."""

    @property
    def facts(self) -> Mapping[str, str | int]:
        """What is filled into the sentences."""


_FOLDER: Final[Mapping[str, SentencePair]] = {
    "folder_missing": ("There is no such folder.", "Check the path, and give the folder that holds network.md."),
    "folder_empty": (
        "There is nothing to publish in this folder.",
        "Put in network.md, or a folder such as topics, library or events. The guide for authors shows how.",
    ),
    "folder_too_deep": (
        "Folders lie inside folders too deep; the most is {limit}.",
        "Move the files up and remove the folders between.",
    ),
    "too_many_files": ("There are more than {limit} files.", "Split the folder and publish the parts one by one."),
    "too_many_problems": (
        "There are more mistakes than the {limit} that are listed.",
        "Mend these first and try again; then you see the others.",
    ),
    "shortcut": (
        "This is a shortcut to another place, and shortcuts are not followed.",
        "Put a copy of the file itself here, and remove the shortcut.",
    ),
    "unreadable": ("This cannot be read.", "Check that the file opens on this computer and that you may read it."),
    "unknown_place": (
        "A file in this place has no meaning.",
        "Move it, for example to {suggestion}. Put an underscore before its name to leave it out.",
    ),
    "file_too_big": ("The file is larger than {limit_bytes} bytes.", "Make it smaller, or split it in two."),
    "parent_missing": (
        "Its folder says that it belongs to something that is not there.",
        "Write the file {expected} with at least a title.",
    ),
    "bad_slug": (
        "“{found}” cannot be a record's short name: only a to z, 0 to 9 and hyphens can.",
        "Write id: {suggestion} in the front matter, or rename the file.",
    ),
    "duplicate_slug": (
        "The short name “{found}” is taken already, in {first_file}, line {first_line}.",
        "Give one of the two another id.",
    ),
    "language_unknown": (
        "“{found}” is no language.",
        "Write a tag such as fr, es, ar or fa-AF.",
    ),
    "language_unknown.suggestion": (
        "The language “{found}” is not written in its usual form.",
        "Write {suggestion}.",
    ),
    "translation_orphan": (
        "This is a translation of a file that is not there.",
        "Write {expected}, or rename this file.",
    ),
    "translation_same_language": (
        "This translation is in the same language ({found}) as {main_file}.",
        "Change the language in this file's name, or the line language: in {main_file}.",
    ),
}

_WRITING: Final[Mapping[str, SentencePair]] = {
    "not_utf8": (
        "The letters in this file cannot be read: it is not saved as UTF-8.",
        "Save it again as UTF-8. In a spreadsheet choose “CSV UTF-8”.",
    ),
    "control_character": (
        "There is an invisible control character here ({code_point}).",
        "Delete the line and type it again; do not paste it.",
    ),
    "direction_character": (
        "There is an invisible character here that turns the direction of writing ({code_point}).",
        "Delete it. Haversack sets the direction by itself; inside text a plain left-to-right mark may stay.",
    ),
    "front_matter_missing": (
        "The file does not begin with front matter.",
        "Write --- in the first line, then lines such as title: My title, then --- again.",
    ),
    "front_matter_open": ("The front matter has no end.", "Write --- on a line of its own after the last field."),
    "front_matter_too_big": (
        "The front matter is larger than {limit_bytes} bytes.",
        "Move long texts below the second ---.",
    ),
    "yaml_broken": (
        "This line cannot be understood.",
        "Write field: value. Put the lines of a list below it, each with a hyphen and the same spaces before.",
    ),
    "yaml_colon": (
        "There is a second colon in this line, so it is not clear where the value begins.",
        'Put the value in quotation marks: title: "Health: your rights".',
    ),
    "yaml_tab": ("There is a tab before the text.", "Use spaces instead of tabs."),
    "yaml_quote": ("A quotation mark is opened here and not closed.", "Close it at the end of the value."),
    "yaml_hash": (
        "What follows # is taken for a comment and would be lost: {found}",
        "Put the value in quotation marks.",
    ),
    "yaml_alias": (
        "A value cannot begin with * or &.",
        'Put it in quotation marks: summary: "*important* words".',
    ),
    "yaml_tag": ("A value cannot begin with !.", "Put it in quotation marks."),
    "yaml_deep": (
        "There are too many lists and fields, or too many inside each other; the most is {limit}.",
        "Write it simpler, or split it.",
    ),
    "duplicate_key": (
        "This field stands here twice; the first is in line {first_line}.",
        "Delete one of the two.",
    ),
    "table_broken": (
        "This row cannot be read; most likely a quotation mark is not closed.",
        "Save the table again as CSV UTF-8 from your spreadsheet.",
    ),
    "table_empty": ("The table is empty.", "Write the names of the columns in the first row, or delete the file."),
    "table_column_twice": ("Two columns have this name.", "Delete or rename one of them."),
    "table_column_unnamed": ("Column {number} has no name.", "Write a field's name at its top, or delete the column."),
    "table_row_too_long": (
        "The row has {cells} cells, but there are {columns} columns.",
        "Put texts that hold a comma or semicolon in quotation marks.",
    ),
    "table_too_long": ("The table has more than {limit} rows.", "Split it over two publications."),
    "spreadsheet_error": (
        "The spreadsheet has written “{found}” here instead of a value.",
        "Format the column as text in the spreadsheet and type the value again.",
    ),
}

_FIELDS: Final[Mapping[str, SentencePair]] = {
    "unknown_field": ("There is no field “{found}” here.", "Use one of these: {allowed}."),
    "unknown_field.suggestion": ("There is no field “{found}” here.", "Write {suggestion}."),
    "field_not_authored": ("This field cannot be written here.", "Delete the line; it is set by itself."),
    "field_not_translatable": (
        "This field is the same in all languages.",
        "Write it once, in the main file and without a language.",
    ),
    "field_twice": (
        "This field is given twice; first in {first_file}, line {first_line}.",
        "Delete one of the two.",
    ),
    "missing_field": ("A field that is needed is missing.", "Add the line {field}: and its value."),
    "missing_in_main_language": (
        "It is not given in the record's main language ({value}).",
        "Add it in that language, or write another language: in the main file.",
    ),
    "wrong_shape.text": ("A single text is expected here.", "Write {field}: and the text on one line."),
    "wrong_shape.list": (
        "A list is expected here.",
        "Write the elements with commas between them, or one on each line with a hyphen before.",
    ),
    "wrong_shape.map": ("Fields with names are expected here.", "Write lines such as title: My title."),
    "wrong_shape.file": ("This attachment has no path.", "Write - path: files/name.pdf."),
    "wrong_shape.answer": ("An answer must be right or wrong.", "Write - right: or - wrong: and the answer's text."),
    "no_body_here": (
        "Nothing can stand below the front matter in a file of this kind.",
        "Put the text into a field such as summary or note.",
    ),
    "unknown_section": (
        "This text stands under no heading that is known.",
        "Use these headings, in every language as they are here: {allowed}.",
    ),
    "bad_number": ("“{found}” is not a whole number.", "Write digits only, such as 12."),
    "bad_yes_no": ("“{found}” is neither yes nor no.", "Write yes or no."),
    "bad_date": (
        "“{found}” is not a date, or there is no such day.",
        "Write it as 2018, 2018-12, 2018-12-18 or 2018-12-18T14:00+03:00.",
    ),
    "bad_word": ("“{found}” cannot stand here.", "Write one of these: {allowed}."),
    "bad_word.suggestion": (
        "“{found}” cannot stand here.",
        "Write {suggestion}. All that can stand here: {allowed}.",
    ),
    "bad_country": ("“{found}” is not a country's code.", "Write two capital letters, such as KE, MX or TR."),
    "bad_language": ("“{found}” is not a language's tag.", "Write a tag such as en, fr, ar or fa-AF."),
    "bad_url": ("“{found}” is not a web address.", "Write it whole, with https:// before it and no spaces."),
    "bad_zone": ("“{found}” is not a time zone.", "Write it as Africa/Nairobi or Europe/Istanbul."),
    "bad_recurrence": (
        "“{found}” is not a rule for coming back.",
        "Write FREQ=YEARLY, or FREQ=MONTHLY;BYDAY=1MO for the first Monday of each month.",
    ),
    "bad_value": ("This value cannot stand here.", "Look up the field in the guide for authors."),
    "end_before_start": ("The end lies before the start.", "Correct start or end."),
    "too_long.characters": ("The text is longer than {limit} characters.", "Shorten it."),
    "too_long.bytes": (
        "The text is longer than {limit} bytes, which is about 10,000 words.",
        "Shorten it, or split it over two records.",
    ),
    "too_many": ("There are more than {limit} elements.", "Take some out."),
    "link_unknown": (
        "There is no {kind_found} with the short name “{found}”.",
        "Write its id or the name of its file without the ending, or write the record.",
    ),
    "link_unknown.suggestion": (
        "There is no {kind_found} with the short name “{found}”.",
        "Write {suggestion}.",
    ),
    "link_not_a_slug": (
        "“{found}” is not a record's short name.",
        "Write the name of its file without the ending, such as {suggestion}.",
    ),
    "file_missing": (
        "The file “{found}” is not there.",
        "Put it beside this file and write its path from here, small and capital letters as in its name.",
    ),
    "file_missing.suggestion": ("The file “{found}” is not there.", "Write {suggestion}."),
    "file_outside": (
        "“{found}” leads out of this folder.",
        "Copy the file into this folder or one below it, and write its path from here with forward slashes.",
    ),
    "file_name_bad": (
        "The file name “{found}” does not work on every computer.",
        "Use letters, digits and hyphens, at most {limit} characters.",
    ),
    "file_type_unknown": (
        "“{found}” is of a type that is not attached.",
        "Save it as one of these: {allowed}.",
    ),
    "file_empty": ("The file “{found}” is empty.", "Put in the right file, or delete the line."),
    "file_twice": ("Two attachments are called “{found}”.", "Rename one, or list it once."),
    "file_not_listed": (
        "This file lies here, but no record lists it, so nobody would get it.",
        "List it under files: in the record that it belongs to, or put an underscore before its name.",
    ),
}

_QUIZZES: Final[Mapping[str, SentencePair]] = {
    "quiz_empty": (
        "The quiz has no question.",
        "Write one below the front matter: ## [choice] and the question, then answers such as - [x] Right.",
    ),
    "quiz_stray_text": (
        "This text stands before the first question.",
        "Put it below a heading such as ## [choice] Who decides?",
    ),
    "quiz_differs": (
        "Question {number} is built differently from the one in the main file.",
        "Give it the same type, the same number of answers in the same order, and the same right ones.",
    ),
    "quiz_differs.count": (
        "The translation has {found} questions, the main file {wanted}.",
        "Translate every question, in the same order.",
    ),
    "question_type_missing": (
        "The question does not say what type it is.",
        "Write the type before it, one of these: {allowed}. For example ## [choice] Who decides?",
    ),
    "question_type_unknown": ("“{found}” is not a type of question.", "Write one of these: {allowed}."),
    "question_no_prompt": ("The question has no text.", "Write it behind its type, on the same line."),
    "question_no_right_answer": ("No answer is marked as right.", "Write [x] before the right one."),
    "question_many_right_answers": (
        "{count} answers are marked as right, but this type has one.",
        "Mark one, or change the type to multiple.",
    ),
    "question_few_answers": ("There are too few answers or items.", "Write at least {least}."),
    "question_same_answer": ("The answer “{found}” stands here twice.", "Delete or change one of the two."),
    "question_not_true_false": (
        "This type needs the two answers true and false, one of them right.",
        "Write - [x] true and - [ ] false, or the other way round, in every language.",
    ),
    "question_pair": (
        "“{found}” is half a pair.",
        "Write both halves with an equals sign and spaces between: UNHCR = Protects refugees.",
    ),
    "question_no_blank": (
        "There is no gap in the text.",
        "Put double square brackets around the word to find: [[harm]].",
    ),
    "question_blank_empty": (
        "A gap has no word in it.",
        "Write the accepted words in it, with | between them: [[harm|danger]].",
    ),
    "question_no_model": (
        "The learner has nothing to compare an answer with.",
        "Write points with hyphens, or a good answer behind >.",
    ),
    "question_wrong_part.ticks": (
        "This line is no answer.",
        "Write - [x] or - [ ] before an answer, two spaces before what is said about it, and > before the end's text.",
    ),
    "question_wrong_part.numbers": ("This line is no item.", "Write 1. 2. 3. before the items, each on one line."),
    "question_wrong_part.bullets": ("This line is no item.", "Write a hyphen before the items, each on one line."),
    "question_wrong_part.end": (
        "Nothing can follow here.",
        "Put everything that belongs to the question before the lines with >.",
    ),
    "question_bad": (
        "Question {number} is not complete or too long (its part “{allowed}”).",
        "Compare it with the examples in the guide for authors.",
    ),
}

SENTENCES: Final[Mapping[str, SentencePair]] = {**_FOLDER, **_WRITING, **_FIELDS, **_QUIZZES}
"""Kind, or kind and detail → what is wrong, what to write. Translated whole, then filled with the problem's facts."""

_WHERE: Final[Mapping[tuple[bool, bool], Sentence]] = {
    (False, False): "{file}: {what}",
    (True, False): "{file}, line {line}: {what}",
    (False, True): "{file}, {field}: {what}",
    (True, True): "{file}, line {line}, {field}: {what}",
}


def sentence(problem: Problem, speaker: Speaker) -> tuple[str, str]:
    """Say a mistake in a content file.

    Args:
        problem: Its kind must be in `SENTENCES`; a test asks this of every kind.
        speaker: The language.

    Returns:
        What is wrong, with file, line and field before it; and what to write.

    Raises:
        KeyError: The kind is not known here.
    """
    wrong, cure = SENTENCES[_key(problem)]
    facts = {**problem.facts, "field": problem.field or ""}
    what = speaker.say(wrong, **facts)
    if problem.file:
        place = _WHERE[problem.line is not None, problem.field is not None]
        what = speaker.say(place, file=problem.file, line=problem.line, field=problem.field, what=what)
    return what, speaker.say(cure, **facts)


def _key(problem: Problem) -> str:
    """Choose the most exact pair: one for what was expected, one that has a suggestion, else the kind's own."""
    expected = f"{problem.kind}.{problem.facts.get('expected', '')}"
    if expected in SENTENCES:
        return expected
    suggested = f"{problem.kind}.suggestion"
    return suggested if problem.facts.get("suggestion") and suggested in SENTENCES else problem.kind
