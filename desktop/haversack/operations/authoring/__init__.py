"""The authoring folder: Markdown, CSV and YAML files that a coordinator publishes, read into pure values.

`read_folder` gives every record or every mistake; `resolve` turns a record into content for one network. The format is
described in `docs/authoring.md`. Must not write sentences (`haversack.i18n.content_problems` does), touch the vault or
the network, or write to the disk.
"""

from haversack.operations.authoring.attachments import AuthoredFile
from haversack.operations.authoring.folder import read_folder
from haversack.operations.authoring.problems import ContentMistakesError, ContentProblem, Place, ProblemKind
from haversack.operations.authoring.records import AuthoredFolder, AuthoredRecord, Link
from haversack.operations.authoring.resolve import ResolvedRecord, resolve

__all__ = [
    "AuthoredFile",
    "AuthoredFolder",
    "AuthoredRecord",
    "ContentMistakesError",
    "ContentProblem",
    "Link",
    "Place",
    "ProblemKind",
    "ResolvedRecord",
    "read_folder",
    "resolve",
]
