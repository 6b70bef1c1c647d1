"""Keys that cost nothing, for every test in this folder."""

from tests.unit.haversack.quick_keys import quick_keys

__all__ = ["quick_keys"]
