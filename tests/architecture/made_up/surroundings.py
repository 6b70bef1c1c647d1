"""Run by `test_guards.py` with settings, proxies and a zone around it that must not reach a test."""

import os
import time


def test_the_surroundings_do_not_reach_a_test() -> None:
    reached = [name for name in os.environ if name.startswith("HAVERSACK_") or name.lower().endswith("_proxy")]

    assert reached == []
    assert time.tzname[0] == "UTC"
