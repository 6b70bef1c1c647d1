"""Every limit of the model, once, each with its unit.

`protocol.limits` repeats none of these; it imports them. Limits that are checked while replaying belong to the rules
version: changing one needs a new version. Must not hold anything but numbers.
"""

from typing import Final

MAX_NESTING: Final = 16
"""Containers inside containers in one value."""
MAX_TEXT_BYTES: Final = 65_536
"""UTF-8 bytes of one text in one language."""
MAX_VALUE_BYTES: Final = MAX_TEXT_BYTES + 5
"""Canonical bytes of one group's value: the longest text and its MessagePack header."""
MAX_NAME_CHARACTERS: Final = 300
"""Unicode code points of a name or a title."""
MAX_STRING_CHARACTERS: Final = 2_048
"""Unicode code points of a text that is not localised: a link, a symbol, a street."""
MAX_ELEMENT_BYTES: Final = 1_024
"""Canonical bytes of one element of a set."""
MAX_VERSIONS: Final = 16
"""Versions of one group that nobody has resolved yet."""
MAX_SET_ELEMENTS: Final = 200
"""Elements of one set."""
MAX_LANGUAGES: Final = 60
"""Languages of one text field."""
MAX_GROUPS: Final = 1_000
"""Groups of one record, all languages counted."""
MAX_SETS: Final = 64
"""Sets of one record."""
MAX_OPERATIONS: Final = 64
"""Operations in one change."""
MAX_CHANGE_BYTES: Final = 131_072
"""Bytes of one unpacked change body."""
MAX_FILES: Final = 32
"""Files of one record: as many as a change may name objects."""
MAX_QUESTIONS: Final = 200
"""Questions of one quiz in one language."""
MAX_NOTE_CHARACTERS: Final = 4_096
"""Unicode code points of the note that a change may carry."""
