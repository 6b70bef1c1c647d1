import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.authoring.problems import ContentProblem, ProblemKind, ProblemList
from haversack.operations.authoring.sources import CONTROL_CHARACTERS, DIRECTION_CHARACTERS
from haversack.operations.authoring.yaml_tree import Fields, Items, Node, Scalar, read_yaml

PLAIN = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: not CONTROL_CHARACTERS.search(text) and not DIRECTION_CHARACTERS.search(text))
    .filter(lambda text: "\r" not in text)
)


def read(text: str) -> tuple[Fields | None, tuple[ContentProblem, ...]]:
    problems = ProblemList()
    return read_yaml(text, file="a.md", first_line=2, problems=problems), problems.in_order()


def plain(node: Node) -> object:
    """Turn a tree into lists, dicts and texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def test_everything_is_text() -> None:
    fields, problems = read(
        "a: no\nb: 2018-12-18\nc: 1_000\nd: 0x1F\ne: .inf\nf: ~\ng: null\nh: 12:30:45\ni: =\nj: <<\n"
    )

    assert problems == ()
    assert fields is not None
    assert plain(fields) == {
        "a": "no",
        "b": "2018-12-18",
        "c": "1_000",
        "d": "0x1F",
        "e": ".inf",
        "f": "~",
        "g": "null",
        "h": "12:30:45",
        "i": "=",
        "j": "<<",
    }


def test_lines_are_those_of_the_file() -> None:
    fields, _ = read("a: 1\nb:\n  - x\n  - y: |\n      one\n      two\n")

    assert fields is not None
    b = fields.get("b")
    assert isinstance(b, Items)
    assert [entry.line for entry in fields.entries] == [2, 3]
    assert [item.line for item in b.items] == [4, 5]


def test_blocks_and_folds_are_read() -> None:
    fields, problems = read("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: one\n  two\n")

    assert problems == ()
    assert fields is not None
    assert plain(fields) == {"a": "one\ntwo\n", "b": "one two", "c": "one two"}


def test_comments_are_allowed_where_they_look_like_comments() -> None:
    fields, problems = read("# first\na: x # about a\nb: 'Lesson #1'\nc: a#b\n")

    assert problems == ()
    assert fields is not None
    assert plain(fields) == {"a": "x", "b": "Lesson #1", "c": "a#b"}


def test_an_empty_text_is_an_empty_map() -> None:
    assert read("") == (Fields((), 2), ())
    assert read("# nothing yet\n") == (Fields((), 2), ())


def test_the_first_of_two_equal_keys_is_kept() -> None:
    fields, problems = read("a: 1\na: 2\n")

    assert fields is not None
    assert plain(fields) == {"a": "1"}
    assert [(problem.kind, problem.line) for problem in problems] == [(ProblemKind.DUPLICATE_KEY, 3)]


def test_keys_that_are_no_text_and_second_documents_are_refused() -> None:
    assert [problem.kind for problem in read("? [a, b]\n: c\n")[1]] == [ProblemKind.YAML_BROKEN]
    assert [problem.kind for problem in read("a: 1\n--- \nb: 2\n")[1]] == [ProblemKind.YAML_BROKEN]


def test_escapes_bring_in_nothing_that_the_file_may_not_hold() -> None:
    fields, problems = read(r"""a: "x\0"
b: "safe\u202efdp.exe"
c: "\ud800"
d: "cafe\u0301\n"
""")

    assert [(problem.kind, problem.line) for problem in problems] == [
        (ProblemKind.CONTROL_CHARACTER, 2),
        (ProblemKind.DIRECTION_CHARACTER, 3),
        (ProblemKind.CONTROL_CHARACTER, 4),
    ]
    assert fields is not None
    assert plain(fields) == {"a": "", "b": "", "c": "", "d": "café\n"}


@given(
    value=st.recursive(
        PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3), max_leaves=6
    )
)
def test_what_json_writes_is_read_back(value: object) -> None:
    fields, problems = read(json.dumps({"a": value}, ensure_ascii=False))

    kinds = {problem.kind for problem in problems}
    if kinds <= {ProblemKind.YAML_DEEP} and fields is None:
        return
    assert problems == ()
    assert fields is not None
    assert plain(fields) == {"a": value}
