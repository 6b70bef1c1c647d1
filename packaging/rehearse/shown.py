"""Words that a window must show at each station of the story, the same on every system. Must not look at a screen."""

from typing import Final

SEARCHED: Final = "detention"
LOCKED: Final = ("Haversack is locked", "Passphrase")
UNLOCKED: Final = ("Directory", "Library", "Training", "Sample Network")
FOUND: Final = (f"found for “{SEARCHED}”", "Alternatives to detention", "Detention and ways out of it")
FIRST_RUN: Final = ("How do you want to begin", "I have an invitation")
KIT_IS_FOUND: Final = (*FIRST_RUN, "Kit of “Sample Network”", "Its signatures are right")
