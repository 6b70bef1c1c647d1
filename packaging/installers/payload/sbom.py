"""The list of all parts of an installer, in CycloneDX 1.6 as JSON. Must not name a part that does not travel.

Made from the lock files, so that each part stands with the hashes by which it was taken. Source: the CycloneDX 1.6 JSON
schema, `bomFormat`, `components`, `hashes`, `licenses`, `purl`.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from payload.release import Release

_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://haversack.example/sbom")


@dataclass(frozen=True, slots=True)
class Part:
    """Something of others that travels in an installer.

    Attributes:
        name: As its makers call it.
        version: Which one; empty where nothing says it.
        origin: Kind of package, as package URLs call it: `pypi`, `deb`, `cargo`, `generic`.
        licence: SPDX expression, or the words in which its makers name it; empty where they say nothing.
        hashes: SHA-256 in hex of the file or files that it was taken from.
    """

    name: str
    version: str
    origin: str
    licence: str = ""
    hashes: tuple[str, ...] = field(default=())


def bill(release: Release, name: str, parts: Iterable[Part]) -> str:
    """Return the list as JSON text; the same parts give the same bytes.

    Args:
        release: Which version of the program.
        name: Of the installer's file.
        parts: What it holds besides the program itself.
    """
    ordered = sorted(set(parts), key=lambda part: (part.name.lower(), part.version, part.origin))
    own = f"pkg:generic/haversack@{release.version}"
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{name} {release.commit}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(release.epoch, UTC).isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "haversack",
                "version": release.version,
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
                "properties": [
                    {"name": "haversack:file", "value": name},
                    {"name": "haversack:commit", "value": release.commit},
                ],
            },
        },
        "components": [_component(part) for part in ordered],
        "dependencies": [{"ref": own, "dependsOn": [_purl(part) for part in ordered]}],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def write_bill(target: Path, release: Release, name: str, parts: Iterable[Part]) -> None:
    """Write it to a file."""
    target.write_text(bill(release, name, parts), "utf-8")


def _component(part: Part) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": _purl(part),
        "name": part.name,
        **({"version": part.version} if part.version else {}),
        "purl": _purl(part),
    }
    if part.licence:
        found["licenses"] = [{"license": {"name": part.licence}}]
    if len(part.hashes) == 1:
        found["hashes"] = [{"alg": "SHA-256", "content": part.hashes[0]}]
    return found


def _purl(part: Part) -> str:
    space = "debian/" if part.origin == "deb" else ""
    version = part.version.replace("+", "%2B").replace(":", "%3A")
    return f"pkg:{part.origin}/{space}{part.name}{'@' if version else ''}{version}"
