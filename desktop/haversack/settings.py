"""What may be set from outside, read once at the start: the only module that looks at the environment.

Must not hold settings of people; those live in their vault.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from haversack.clock import Clock
from haversack.store.cost import COST_FLOOR, Argon2Cost
from haversack.store.keys import tune_cost

_FLOOR_ONLY: Final = "HAVERSACK_KDF_FLOOR"
_LANGUAGES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run.

    Attributes:
        language: Language of sentences, BCP 47.
        is_floor_cost: Whether new vaults take the least cost that is allowed (for tests and demonstrations).
    """

    language: str
    is_floor_cost: bool


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment."""
    spoken = next((environment[name] for name in _LANGUAGES if environment.get(name)), "en")
    language = spoken.split(".")[0].split("@")[0].replace("_", "-")
    return Settings("en" if language in ("C", "POSIX") else language, bool(environment.get(_FLOOR_ONLY)))


def cost_of_new_vaults(settings: Settings, clock: Clock) -> Argon2Cost:
    """Return what a guess of a new vault's passphrase shall cost: about a second here, never under the floor."""
    return COST_FLOOR if settings.is_floor_cost else tune_cost(clock.monotonic)
