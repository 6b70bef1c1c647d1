"""Limits of the authoring folder, each once and with its unit.

They protect the coordinator's computer from a broken or hostile folder; they are far above what people write.
"""

from typing import Final

MARKDOWN_FILE_BYTES: Final = 2 * 1024 * 1024
"""One Markdown or quiz file."""

FRONT_MATTER_BYTES: Final = 64 * 1024
"""The YAML at the head of a Markdown file, in bytes of UTF-8."""

TABLE_FILE_BYTES: Final = 32 * 1024 * 1024
"""One CSV table."""

TABLE_ROWS: Final = 20_000
"""Rows of one table, without the header."""

TABLE_CELL_CHARACTERS: Final = 100_000
"""One cell of a table, in characters."""

ATTACHMENT_BYTES: Final = 256 * 1024 * 1024
"""One attached file."""

FOLDER_FILES: Final = 50_000
"""Files in the folder, attachments included."""

FOLDER_DEPTH: Final = 8
"""Folders inside each other, the authoring folder being 0."""

YAML_DEPTH: Final = 8
"""Lists and maps inside each other in YAML."""

YAML_NODES: Final = 20_000
"""Texts, lists and maps in one piece of YAML."""

SLUG_CHARACTERS: Final = 120
"""A slug, folders included."""

FILE_NAME_CHARACTERS: Final = 120
"""The name of an attachment: it must be possible to save it on every system."""
