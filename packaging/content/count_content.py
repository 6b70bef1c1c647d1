"""Count what an authoring folder holds, as JSON: records by kind, texts by language, attachments by type.

cd packaging && python -m content.count_content [FOLDER]       the starter content if no folder is given
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from haversack.operations.authoring import read_folder

STARTER: Final = Path(__file__).resolve().parents[2] / "resources" / "starter"


def main(arguments: list[str]) -> int:
    """Print the counts; a folder with mistakes raises `ContentMistakesError`."""
    records = read_folder(Path(arguments[0]) if arguments else STARTER).records
    files = {file.path: file for record in records for file in record.files}
    texts = Counter(
        language
        for record in records
        for value in record.fields.values()
        if isinstance(value, Mapping)
        for language in value
    )
    counts = {
        "records": Counter(record.kind for record in records),
        "texts": texts,
        "attachments": Counter(file.media_type for file in files.values()),
        "attachment_bytes": sum(file.size for file in files.values()),
    }
    print(json.dumps(counts, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
