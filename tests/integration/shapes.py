"""What the verbs answer with `--json`, exactly: an unknown, missing or mistyped field fails the test that reads it.

The fields that scripts and checks rely on stand first; those behind the line are ours beside them.
"""

import msgspec


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    """An answer whose every field is named."""


class SyncAnswer(Shape):
    sent_bytes: int
    received_bytes: int
    applied: int
    waiting: int
    refused: int
    two_versions: int
    position: int
    files_waiting_bytes: int
    # ---
    is_complete: bool
    lacking_bytes: int
    let_go_files: int
    let_go_bytes: int
    missing_files: int


class LookedAnswer(SyncAnswer):
    network: str
    fingerprint: str


class ListedAnswer(Shape):
    id: str
    kind: str
    title: str
    # ---
    summary: str
    state: str
    has_two_versions: bool


class FoundAnswer(Shape):
    id: str
    kind: str
    title: str
    snippet: str
    score: float
    marks: list[list[int]]


class FileAnswer(Shape):
    name: str
    media_type: str
    size: int
    language: str | None
    is_here: bool
    object: str


class ShownAnswer(Shape):
    id: str
    kind: str
    audience: str
    shelf: str
    state: str
    fields: dict[str, object]
    files: list[FileAnswer]
    # ---
    title: str
    is_retired: bool
    versions: dict[str, list[object]]


class OwnOrganisationAnswer(Shape):
    id: str
    name: str


class CopiedVaultAnswer(Shape):
    organisation: str
    stamp: int


class CopiesAnswer(Shape):
    own: str
    stamp: int
    others: list[CopiedVaultAnswer]


class BegunAnswer(Shape):
    shelf: str
    changes: int
    computer: int
    is_doubted: bool


class StatusAnswer(Shape):
    network: str
    organisation: OwnOrganisationAnswer | None
    role: str
    position: int
    last_contact: int
    waiting: int
    records: dict[str, int]
    # ---
    device: str
    fingerprint: str
    refused: int
    files_waiting_bytes: int
    holds_root: bool
    copies: CopiesAnswer
    snapshots: list[BegunAnswer]


class FoundedAnswer(Shape):
    network: str
    fingerprint: str
    role: str


class PublishedAnswer(Shape):
    records: int
    created: int
    changed: int
    retired: int
    changes: int
    files: int
    file_bytes: int


class InvitedAnswer(Shape):
    code: str


class EditedAnswer(Shape):
    operations: int


class ExportedAnswer(Shape):
    path: str
    size: int


class Mistake(Shape):
    message: str
    next: str


class ErrorFacts(Shape, omit_defaults=True):
    kind: str
    message: str
    next: str
    # ---
    reason: str = ""
    problems: list[Mistake] = []
    lines: list[str] = []


class ErrorAnswer(Shape):
    error: ErrorFacts


class HubStatusAnswer(Shape):
    network_registered: bool
    waits_for_new_era: bool
    entries: int
    position: int
    feeds: int
    devices: int
    objects: int
    object_bytes: int
    uploads_under_way: int
    database_bytes: int
    last_entry: str | None


class KitAnswer(Shape):
    folder: str
    network: str
    fingerprint: str
    installers: int
    entries: int
    files: int
    invitations: int
    invited_until: str
    away: int
    size: int
    is_complete: bool
    is_afresh: bool
    sheets: str


class CheckedKitAnswer(Shape):
    network: str
    fingerprint: str
    built: str
    languages: list[str]
    pages: list[str]
    installers: list[str]
    size: int
    damaged: list[str]
    missing: list[str]
    unknown: list[str]
    beside: list[str]
    records: dict[str, int]
    titles: dict[str, list[str]]
    files: int
    files_away: int
    invitations: int
    invited_until: str
    snapshots: int
    is_afresh: bool
    is_whole: bool


class ErasedAnswer(Shape):
    orders: int
    changes: int
    files: int
    waits: int


class ErasureAnswer(Shape):
    stamp: int
    coordinator: str
    shelf: str
    records: int
    reason: str
    state: str
    done: int
    devices: int
    missing: list[str]


class EraAnswer(Shape):
    era: int
    lost_positions: int


class WaitingComputerAnswer(Shape):
    id: str
    label: str
    stamp: int
    is_confirmed: bool


class AdmittedAnswer(Shape):
    admitted: str


class WaitingOrderAnswer(Shape):
    id: str
    is_erasure: bool
    coordinator: str
    stamp: int
    device: str
    titles: list[str]
    reason: str
    confirming: str


class RecheckedAnswer(Shape):
    entries: int
    records: int
    mended: int
    again: int
    has_lost: bool
    unproven: int
    is_whole: bool
