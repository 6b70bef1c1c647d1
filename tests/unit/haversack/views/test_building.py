"""Pages are built one part in each turn, and whole at once where somebody needs them so."""

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from haversack.views.building import Building
from haversack.views.page import Page


class Slow(Page):
    """A page of three parts, which notes what was built."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self.built = ["begun"]

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return tuple(lambda name=name: self.built.append(name) for name in ("one", "two", "three"))


@pytest.fixture
def page(qapp: QApplication) -> Slow:
    return Slow()


def test_a_turn_builds_one_part_and_the_page_is_known_when_it_has_all(page: Slow) -> None:
    made = Building()

    turns = [(made.go_on("slow", lambda: page), tuple(page.built)) for _ in range(4)]

    assert [whole is page for whole, _ in turns] == [False, False, False, True]
    assert [len(built) for _, built in turns] == [1, 2, 3, 4]
    assert made.pages == {"slow": page}


def test_who_needs_a_page_gets_what_is_missing_and_nothing_twice(page: Slow) -> None:
    made = Building()
    made.go_on("slow", lambda: page)
    made.go_on("slow", lambda: page)

    assert made.finish("slow", lambda: page) is page
    assert made.finish("slow", lambda: page) is page
    assert page.built == ["begun", "one", "two", "three"]


def test_a_part_that_fails_is_left_out_and_the_next_turn_goes_on_behind_it(
    page: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Building()
    one, _, three = page.parts()
    monkeypatch.setattr(page, "parts", lambda: (one, lambda: 1 // 0, three))
    made.go_on("slow", lambda: page)
    made.go_on("slow", lambda: page)

    with pytest.raises(ZeroDivisionError):
        made.go_on("slow", lambda: page)

    assert made.has_begun("slow")
    assert made.go_on("slow", lambda: page) is page
    assert page.built == ["begun", "one", "three"]
    assert not made.has_begun("another")


def test_pages_go_one_at_a_time_also_those_that_were_only_begun(page: Slow) -> None:
    made, other = Building(), Slow()
    made.finish("slow", lambda: page)
    made.go_on("other", lambda: other)

    assert [made.let_one_go() for _ in range(3)] == [True, True, False]
    assert made.pages == {}
