import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.authoring.layout import Form, Source, is_slug, plan, suggest_slug
from haversack.operations.authoring.problems import ProblemList


def one(path: str) -> Source:
    problems = ProblemList()
    (source,) = plan([path], problems).sources
    assert len(problems) == 0
    return source


@pytest.mark.parametrize(
    ("path", "kind", "slug", "language", "order"),
    [
        ("network.md", "network", "network", None, None),
        ("network.ar.md", "network", "network", "ar", None),
        ("topics/work.md", "topic", "work", None, None),
        ("topics/01-work.fr.md", "topic", "work", "fr", 1),
        ("library/48-hours.md", "resource", "48-hours", None, None),
        ("library/law/1951.fa-AF.md", "resource", "law/1951", "fa-AF", None),
        ("courses/a/course.es.md", "course", "a", "es", None),
        ("courses/a/01-b/module.md", "module", "a/b", None, 1),
        ("courses/a/01-b/02-c.md", "lesson", "a/b/c", None, 2),
        ("courses/a/b/quiz.md", "quiz", "a/b/quiz", None, None),
        ("courses/a/b/03-quiz-two.fr.md", "quiz", "a/b/quiz-two", "fr", 3),
        ("courses/a/b/quizzes.md", "lesson", "a/b/quizzes", None, None),
    ],
)
def test_a_path_says_what_a_file_is(path: str, kind: str, slug: str, language: str | None, order: int | None) -> None:
    source = one(path)

    assert (source.kind, source.slug, source.language, source.order) == (kind, slug, language, order)
    assert source.form is Form.MARKDOWN


def test_tables_lie_at_the_top_and_quizzes_may_be_yaml() -> None:
    assert one("organisations.csv").form is Form.TABLE
    assert one("courses/a/b/quiz.fr.yaml") == Source(
        path="courses/a/b/quiz.fr.yaml",
        kind="quiz",
        form=Form.QUIZ,
        slug="a/b/quiz",
        language="fr",
        parent=("module", "a/b"),
    )


def test_what_lies_in_a_folder_files_is_attached_and_never_read() -> None:
    layout = plan(["library/files/notes.md", "library/files/a.csv", "library/b.pdf", "topics/c.csv"], ProblemList())

    assert layout.sources == ()
    assert layout.attachable == {"library/files/notes.md", "library/files/a.csv", "library/b.pdf", "topics/c.csv"}


def test_translations_come_after_what_they_translate() -> None:
    layout = plan(["topics/a.fr.md", "topics/b.md", "topics/a.md", "network.es.md"], ProblemList())

    assert [source.path for source in layout.sources] == [
        "topics/a.md",
        "topics/b.md",
        "network.es.md",
        "topics/a.fr.md",
    ]


@given(st.text(max_size=40))
def test_what_is_suggested_for_a_slug_is_one(text: str) -> None:
    assert is_slug(suggest_slug(text))


@given(st.lists(st.text("ab./-_01mdcsvyl", min_size=1, max_size=20).filter(lambda path: not path.startswith("/"))))
def test_any_paths_can_be_sorted_and_the_order_does_not_matter(paths: list[str]) -> None:
    assert plan(paths, ProblemList()) == plan(reversed(paths), ProblemList())
