"""A test with a mark that nobody declared; `test_guards.py` runs it, the suite itself does not."""

import pytest


@pytest.mark.slwo
def test_a_mark_that_nobody_declared() -> None:
    pass
