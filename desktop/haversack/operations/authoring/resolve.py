"""From authored records to content that can be published in one network.

Links become record ids, attachments become the values that their sealing gave. Must not seal or send anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from haversack.operations.authoring.records import AuthoredRecord, FieldValue, Link
from haversack_sync.model.canonical import Value
from haversack_sync.model.content import Content, content_of
from haversack_sync.model.ids import RecordId, published_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.roles import AudienceType


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedRecord:
    """One record, ready for `model.content.create_operations` or `republish_operations`.

    Attributes:
        record_id: Derived from the root, the kind and the slug, so that publishing again finds the same record.
        kind: Its kind on the wire.
        slug: As authored.
        audience: Where it goes: what the author said, else the kind's own.
        shelf: Likewise.
        fields: As `model.validate` takes them.
        content: The same in the wire's terms.
    """

    record_id: RecordId
    kind: str
    slug: str
    audience: AudienceType
    shelf: str
    fields: Mapping[str, Value]
    content: Content


def resolve(record: AuthoredRecord, *, root: bytes, file_values: Mapping[str, Mapping[str, Value]]) -> ResolvedRecord:
    """Resolve one record for one network.

    Args:
        record: What `read_folder` gave.
        root: SHA-256 of the network's root public key, 32 bytes.
        file_values: Path below the authoring folder → the map that stands for it in `files` (name, media type, size,
            object, key, parcel …), made when the file was sealed. Must hold every path in `record.files`.

    Returns:
        The record with ids instead of slugs.

    Raises:
        KeyError: A file of the record is not in `file_values`.
    """
    kind = KINDS[record.kind]
    fields = {name: _resolved(value, root) for name, value in record.fields.items()}
    if record.files:
        fields["files"] = [_titled(file_values[file.path], file.title) for file in record.files]
    if record.unreviewed:
        fields["unreviewed"] = list(record.unreviewed)
    return ResolvedRecord(
        record_id=published_id(root, kind=record.kind, slug=record.slug),
        kind=record.kind,
        slug=record.slug,
        audience=AudienceType[record.audience.upper()] if record.audience is not None else kind.audience,
        shelf=record.shelf if record.shelf is not None else kind.shelf,
        fields=fields,
        content=content_of(kind, fields),
    )


def _titled(value: Mapping[str, Value], title: str | None) -> Value:
    """Return what stands for a file with the title that this record gives it: another one seals nothing anew."""
    return {**value, "title": title} if title else dict(value)


def _resolved(value: FieldValue, root: bytes) -> Value:
    if isinstance(value, Link):
        return published_id(root, kind=value.kind, slug=value.slug)
    if isinstance(value, tuple):
        return [_resolved(element, root) for element in value]
    return value
