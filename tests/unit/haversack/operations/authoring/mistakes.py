"""One folder for every kind of mistake: what an author wrote, and where it must be found.

Used by the tests of the reader and by those of the sentences, so that every kind is found with a file and a line, and
every sentence is filled from real facts.
"""

from haversack.operations.authoring import ProblemKind
from haversack.operations.authoring.limits import FRONT_MATTER_BYTES, TABLE_CELL_CHARACTERS
from tests.unit.haversack.operations.authoring.mistake import COURSE, Mistake
from tests.unit.haversack.operations.authoring.quiz_mistakes import QUIZ_MISTAKES

K = ProblemKind


TOPIC = "---\nlanguage: en\nname: Work\n---\n"
GUIDE = "---\nlanguage: en\ntitle: Guide\n{}---\nText.\n"
ORGANISATION = "---\nlanguage: en\nname: Desk\n{}---\n"
EVENT = "---\nlanguage: en\ntitle: Day\n{}---\n"


def _topic(front: str) -> dict[str, str | bytes]:
    return {"topics/work.md": f"---\nlanguage: en\nname: Work\n{front}---\n"}


def _guide(front: str, **others: str | bytes) -> dict[str, str | bytes]:
    return {"library/guide.md": GUIDE.format(front), **others}


MISTAKES = (
    Mistake(K.FOLDER_EMPTY, {"README.md": "nothing"}, ""),
    Mistake(K.FOLDER_TOO_DEEP, {"library/a/b/c/d/e/f/g/h/i.md": "x"}, "library/a/b/c/d/e/f/g/h"),
    Mistake(K.UNKNOWN_PLACE, {"notes.md": TOPIC}, "notes.md", fact="library/notes.md"),
    Mistake(K.UNKNOWN_PLACE, {"organisation.csv": "id\n"}, "organisation.csv", fact="organisations.csv"),
    Mistake(K.UNKNOWN_PLACE, {"topic/work.md": TOPIC}, "topic/work.md", fact="topics/work.md"),
    Mistake(K.UNKNOWN_PLACE, {"courses/lesson.md": TOPIC}, "courses/lesson.md", fact="01-my-module"),
    Mistake(
        K.PARENT_MISSING,
        {"courses/a/01-b/module.md": COURSE},
        "courses/a/01-b/module.md",
        fact="courses/a/course.md",
    ),
    Mistake(
        K.PARENT_MISSING,
        {"courses/a/course.md": COURSE, "courses/a/01-b/01-c.md": COURSE},
        "courses/a/01-b/01-c.md",
        fact="courses/a/01-b/module.md",
    ),
    Mistake(K.BAD_SLUG, {"topics/My Work.md": TOPIC}, "topics/My Work.md", 1, "id", "my-work"),
    Mistake(K.BAD_SLUG, _topic("id: Work!\n"), "topics/work.md", 4, "id", "work"),
    Mistake(
        K.DUPLICATE_SLUG,
        {"topics/a.md": TOPIC, "topics.csv": "id,language,name\na,en,A\n"},
        "topics/a.md",
        1,
        "id",
        "topics.csv",
    ),
    Mistake(K.LANGUAGE_UNKNOWN, {"topics/a.md": TOPIC, "topics/a.FR.md": "Mots."}, "topics/a.FR.md", fact="fr"),
    Mistake(K.LANGUAGE_UNKNOWN, _topic("summary@french-: x\n"), "topics/work.md", 4, "summary@french-", "french-"),
    Mistake(K.TRANSLATION_ORPHAN, {"topics/a.fr.md": "Mots."}, "topics/a.fr.md", fact="topics/a.md"),
    Mistake(
        K.TRANSLATION_SAME_LANGUAGE,
        {"topics/a.md": TOPIC, "topics/a.en.md": "Words."},
        "topics/a.en.md",
        fact="topics/a.md",
    ),
    Mistake(K.NOT_UTF8, {"topics/a.md": b"---\nname: caf\xe9\n---\n"}, "topics/a.md", 2),
    Mistake(K.NOT_UTF8, {"topics.csv": "id,name\n".encode("utf-16")}, "topics.csv", 1),
    Mistake(K.CONTROL_CHARACTER, {"topics/a.md": TOPIC + "\nIll\x00egal"}, "topics/a.md", 6, fact="U+0000"),
    Mistake(K.DIRECTION_CHARACTER, _topic("summary: safe\u202efdp.exe\n"), "topics/work.md", 4, fact="U+202E"),
    Mistake(
        K.DIRECTION_CHARACTER,
        {"organisations/a.md": ORGANISATION.format("website: https://a\u200f.example\n")},
        "organisations/a.md",
        4,
        "website",
        "U+200F",
    ),
    Mistake(K.FRONT_MATTER_MISSING, {"topics/a.md": "# Work\n"}, "topics/a.md", 1),
    Mistake(K.FRONT_MATTER_OPEN, {"topics/a.md": "---\nname: Work\n"}, "topics/a.md", 1),
    Mistake(
        K.FRONT_MATTER_TOO_BIG,
        {"topics/a.md": "---\nsummary: " + "x" * FRONT_MATTER_BYTES + "\n---\n"},
        "topics/a.md",
        1,
        fact=FRONT_MATTER_BYTES,
    ),
    Mistake(K.YAML_BROKEN, {"topics/a.md": "---\nname: [a\n---\n"}, "topics/a.md", 2),
    Mistake(K.YAML_BROKEN, {"topics/a.md": "---\nname: a\nb\n---\n"}, "topics/a.md", 3),
    Mistake(K.YAML_COLON, {"topics/a.md": "---\nname: Health: yours\n---\n"}, "topics/a.md", 2),
    Mistake(K.YAML_TAB, {"topics/a.md": "---\nname: a\n\tsummary: b\n---\n"}, "topics/a.md", 3),
    Mistake(K.YAML_QUOTE, {"topics/a.md": '---\nname: "Work\nsummary: x\n---\n'}, "topics/a.md", 2),
    Mistake(K.YAML_HASH, _topic("summary: Lesson #1\n"), "topics/work.md", 4, fact="#1"),
    Mistake(K.YAML_ALIAS, {"topics/a.md": "---\nname: *bold*\n---\n"}, "topics/a.md", 2),
    Mistake(K.YAML_ALIAS, {"topics/a.md": "---\nname: &x Work\n---\n"}, "topics/a.md", 2),
    Mistake(K.YAML_TAG, {"topics/a.md": "---\nname: !!python/object:os.system x\n---\n"}, "topics/a.md", 2),
    Mistake(K.YAML_TAG, {"topics/a.md": "---\nname: !important\n---\n"}, "topics/a.md", 2),
    Mistake(K.YAML_DEEP, {"topics/a.md": f"---\nname: {'[' * 9}{']' * 9}\n---\n"}, "topics/a.md", 2),
    Mistake(K.DUPLICATE_KEY, _topic("name: Jobs\n"), "topics/work.md", 4, "name", 3),
    Mistake(K.TABLE_BROKEN, {"topics.csv": 'id,name\na,"A\n'}, "topics.csv", 3),
    Mistake(K.TABLE_BROKEN, {"topics.csv": 'id,name\na,"A"b\n'}, "topics.csv", 2),
    Mistake(K.TABLE_EMPTY, {"topics.csv": "\n\n"}, "topics.csv", 1),
    Mistake(K.TABLE_COLUMN_TWICE, {"topics.csv": "id,name,name\n"}, "topics.csv", 1, "name"),
    Mistake(K.TABLE_COLUMN_UNNAMED, {"topics.csv": "id,,name\n"}, "topics.csv", 1, fact=2),
    Mistake(K.TABLE_ROW_TOO_LONG, {"topics.csv": "id,language,name\n\na,en,A,b\n"}, "topics.csv", 3, fact=4),
    Mistake(K.SPREADSHEET_ERROR, {"topics.csv": "id,language,name\na,en,#REF!\n"}, "topics.csv", 2, "name", "#REF!"),
    Mistake(
        K.TOO_LONG,
        {"topics.csv": f"id,language,name\na,en,{'x' * (TABLE_CELL_CHARACTERS + 1)}\n"},
        "topics.csv",
        2,
        "name",
        TABLE_CELL_CHARACTERS,
    ),
    Mistake(K.UNKNOWN_FIELD, _topic("sumary: Words\n"), "topics/work.md", 4, "sumary", "summary"),
    Mistake(K.UNKNOWN_FIELD, _topic("colour: blue\n"), "topics/work.md", 4, "colour", "introduction"),
    Mistake(
        K.UNKNOWN_FIELD,
        {"organisations/a.md": ORGANISATION.format("address:\n  city: Bangkok\n")},
        "organisations/a.md",
        4,
        "address",
        "street, city, postcode, country",
    ),
    Mistake(
        K.UNKNOWN_FIELD, {"topics.csv": "id,language,name,nmae@fr\na,en,A,B\n"}, "topics.csv", 2, "nmae@fr", "name"
    ),
    Mistake(
        K.FIELD_NOT_AUTHORED,
        {"organisations/a.md": ORGANISATION.format("owner: 0011223344556677\n")},
        "organisations/a.md",
        4,
        "owner",
    ),
    Mistake(
        K.FIELD_NOT_AUTHORED,
        {
            "courses/a/course.md": COURSE,
            "courses/a/01-b/module.md": "---\nlanguage: en\ntitle: M\ncourse: a\n---\n",
        },
        "courses/a/01-b/module.md",
        4,
        "course",
    ),
    Mistake(K.FIELD_NOT_TRANSLATABLE, _guide("url@fr: https://a.example\n"), "library/guide.md", 4, "url@fr"),
    Mistake(
        K.FIELD_NOT_TRANSLATABLE,
        {"topics/a.md": TOPIC, "topics/a.fr.md": "---\norder: 2\n---\n"},
        "topics/a.fr.md",
        2,
        "order@fr",
    ),
    Mistake(
        K.FIELD_NOT_TRANSLATABLE,
        {"topics/a.md": TOPIC, "topics/a.fr.md": "---\nid: b\n---\n"},
        "topics/a.fr.md",
        2,
        "id",
    ),
    Mistake(K.FIELD_TWICE, _topic("name@en: Jobs\n"), "topics/work.md", 4, "name@en", "topics/work.md"),
    Mistake(
        K.FIELD_TWICE,
        {"topics/a.md": TOPIC.replace("---\n---", "") + "", "topics/a.fr.md": "---\nname: A\nname@fr: B\n---\n"},
        "topics/a.fr.md",
        3,
        "name@fr",
        2,
    ),
    Mistake(K.MISSING_FIELD, {"topics/a.md": "---\nlanguage: en\n---\n"}, "topics/a.md", 1, "name"),
    Mistake(K.MISSING_FIELD, {"topics/a.md": "---\nname: Work\n---\n"}, "topics/a.md", 1, "language"),
    Mistake(K.MISSING_FIELD, {"topics.csv": "language,name\nen,A\n"}, "topics.csv", 2, "id"),
    Mistake(
        K.MISSING_IN_MAIN_LANGUAGE,
        {"topics/a.md": "---\nlanguage: en\nname@fr: Travail\n---\n"},
        "topics/a.md",
        1,
        "name",
        "en",
    ),
    Mistake(K.WRONG_SHAPE, _topic("summary: [a, b]\n"), "topics/work.md", 4, "summary", "text"),
    Mistake(K.WRONG_SHAPE, _guide("topics:\n  a: b\n"), "library/guide.md", 4, "topics", "list"),
    Mistake(K.WRONG_SHAPE, {"topics/a.md": "---\n- a\n---\n"}, "topics/a.md", 2, fact="map"),
    Mistake(K.WRONG_SHAPE, _guide("files:\n  - title: x\n"), "library/guide.md", 5, "files", "file"),
    Mistake(
        K.NO_BODY_HERE,
        {
            "organisations/a.md": ORGANISATION.format(""),
            "contacts/c.md": "---\nlanguage: en\npurpose: Desk\norganisation: a\n---\n\nText.\n",
        },
        "contacts/c.md",
        7,
    ),
    Mistake(
        K.UNKNOWN_SECTION,
        {"network.md": "---\nlanguage: en\nname: N\n---\n# Aims\nText\n"},
        "network.md",
        5,
        fact="# goals, # history, # reach",
    ),
    Mistake(K.UNKNOWN_SECTION, {"network.md": "---\nlanguage: en\nname: N\n---\nText\n"}, "network.md", 5),
    Mistake(K.BAD_NUMBER, _topic("order: first\n"), "topics/work.md", 4, "order", "first"),
    Mistake(
        K.BAD_YES_NO,
        {"organisations/a.md": ORGANISATION.format("refugee_led: maybe\n")},
        "organisations/a.md",
        4,
        "refugee_led",
        "yes, no",
    ),
    Mistake(K.BAD_DATE, _guide("date: 18/12/2018\n"), "library/guide.md", 4, "date", "18/12/2018"),
    Mistake(K.BAD_DATE, _guide("date: 2019-02-29\n"), "library/guide.md", 4, "date", "2019-02-29"),
    Mistake(K.BAD_WORD, _guide("type: guides\n"), "library/guide.md", 4, "type", "guide"),
    Mistake(K.BAD_WORD, _guide("audience: everybody\n"), "library/guide.md", 4, "audience", "open"),
    Mistake(K.BAD_WORD, _guide("topics: event:work\n"), "library/guide.md", 4, "topics", "topic"),
    Mistake(K.BAD_COUNTRY, _guide("countries: [CH, UK]\n"), "library/guide.md", 4, "countries", "UK"),
    Mistake(K.BAD_LANGUAGE, _guide("languages: [english!]\n"), "library/guide.md", 4, "languages", "english!"),
    Mistake(K.BAD_LANGUAGE, _guide("unreviewed: français\n"), "library/guide.md", 4, "unreviewed", "français"),
    Mistake(
        K.BAD_LANGUAGE,
        {**_guide("files:\n  - path: a.pdf\n    language: French!\n"), "library/a.pdf": "x"},
        "library/guide.md",
        5,
        "files",
        "French!",
    ),
    Mistake(K.BAD_URL, _guide("url: www.a.example\n"), "library/guide.md", 4, "url", "www.a.example"),
    Mistake(K.BAD_ZONE, {"events/a.md": EVENT.format("zone: Nairobi time\n")}, "events/a.md", 4, "zone"),
    Mistake(K.BAD_RECURRENCE, {"events/a.md": EVENT.format("recurrence: yearly\n")}, "events/a.md", 4, "recurrence"),
    Mistake(
        K.END_BEFORE_START,
        {"events/a.md": EVENT.format("start: 2018-12-18\nend: 2018-12-17\n")},
        "events/a.md",
        5,
        "end",
    ),
    Mistake(K.TOO_LONG, _topic(f"name@fr: {'x' * 301}\n"), "topics/work.md", 4, "name", 300),
    Mistake(K.TOO_LONG, {"topics/a.md": TOPIC + "x" * 65_537}, "topics/a.md", 5, "introduction", 65_536),
    Mistake(
        K.TOO_MANY,
        _guide(f"languages: [{', '.join(f'a{chr(97 + n // 26)}{chr(97 + n % 26)}' for n in range(201))}]\n"),
        "library/guide.md",
        4,
        "languages",
        200,
    ),
    Mistake(
        K.LINK_UNKNOWN, {**_guide("topics: [wrok]\n"), "topics/work.md": TOPIC}, "library/guide.md", 4, "topics", "work"
    ),
    Mistake(K.LINK_UNKNOWN, _guide("related: [event:nowhere]\n"), "library/guide.md", 4, "related", "event"),
    Mistake(K.LINK_NOT_A_SLUG, _guide("related: [My guide]\n"), "library/guide.md", 4, "related", "my-guide"),
    Mistake(
        K.FILE_MISSING,
        {**_guide("files: [files/tempalte.docx]\n"), "library/files/template.docx": "x"},
        "library/guide.md",
        4,
        "files",
        "files/template.docx",
    ),
    Mistake(K.FILE_OUTSIDE, _guide("files: [../../secret.pdf]\n"), "library/guide.md", 4, "files"),
    Mistake(K.FILE_OUTSIDE, _guide("files: [/etc/passwd.txt]\n"), "library/guide.md", 4, "files"),
    Mistake(K.FILE_OUTSIDE, _guide("files: ['C:\\secret.pdf']\n"), "library/guide.md", 4, "files"),
    Mistake(K.FILE_NAME_BAD, _guide("files: ['what?.pdf']\n"), "library/guide.md", 4, "files", "what?.pdf"),
    Mistake(K.FILE_NAME_BAD, _guide("files: [con.pdf]\n"), "library/guide.md", 4, "files", "con.pdf"),
    Mistake(K.FILE_TYPE_UNKNOWN, _guide("files: [setup.exe]\n"), "library/guide.md", 4, "files", ".pdf"),
    Mistake(K.FILE_EMPTY, {**_guide("files: [a.pdf]\n"), "library/a.pdf": ""}, "library/guide.md", 4, "files"),
    Mistake(
        K.FILE_TWICE,
        {**_guide("files: [a.pdf, b/A.PDF]\n"), "library/a.pdf": "x", "library/b/A.PDF": "x"},
        "library/guide.md",
        4,
        "files",
        "A.PDF",
    ),
    Mistake(K.FILE_NOT_LISTED, {**_guide(""), "library/a.pdf": "x"}, "library/a.pdf"),
    Mistake(K.FIELD_NOT_AUTHORED, _topic("questions: [a]\n"), "topics/work.md", 4, "questions"),
    Mistake(K.WRONG_SHAPE, _guide("topics: [[work]]\n"), "library/guide.md", 4, "topics", "list"),
    Mistake(K.WRONG_SHAPE, _guide("files:\n  a: b\n"), "library/guide.md", 5, "files", "file"),
    Mistake(
        K.UNKNOWN_FIELD,
        {**_guide("files:\n  - path: a.pdf\n    titel: A\n"), "library/a.pdf": "x"},
        "library/guide.md",
        6,
        "files",
        "title",
    ),
    Mistake(K.UNKNOWN_PLACE, {"courses/a/01-b/notes.yaml": "a: b"}, "courses/a/01-b/notes.yaml"),
    Mistake(K.YAML_ALIAS, {"topics/a.md": "---\nname: *b\n---\n"}, "topics/a.md", 2),
    Mistake(K.DIRECTION_CHARACTER, _topic('summary: "safe\\u202efdp"\n'), "topics/work.md", 4, fact="U+202E"),
    *QUIZ_MISTAKES,
)
"""Kinds that need more than files (`folder_missing`, `shortcut`, `unreadable`, sizes) have tests of their own."""

ELSEWHERE = frozenset(
    {
        K.FOLDER_MISSING,
        K.TOO_MANY_FILES,
        K.TOO_MANY_PROBLEMS,
        K.SHORTCUT,
        K.UNREADABLE,
        K.FILE_TOO_BIG,
        K.TABLE_TOO_LONG,
        K.BAD_VALUE,
    }
)
