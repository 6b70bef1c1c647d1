"""After the story: what people wrote, chose and typed cannot be found on any disk.

Known phrases are searched in every file of all vault folders, of the hub's data folder and of the folders for temporary
files, as they are, in other encodings, and in whatever can be unpacked; and in all that the hub wrote to its log. Not
searched for: the network's public name and the hub's address, which the profile on the hub says in clear by design.
"""

import itertools
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from haversack_sync.model.ids import parse_record_id
from tests.integration.processes import running
from tests.integration.stage import EDITORS, LABEL, Stage, find
from tests.integration.world import NETWORK_NAME, SAMPLE_CONTENT, World

EDITS = (
    "Ask for Mariam at the green door",
    "Only on Wednesdays after the bread is gone",
    "Cellar entrance, ring twice and wait",
    "Jueves de cuatro a siete, pregunte por Lucía",
    "الباب الأزرق بعد صلاة العصر",
)
GUIDE = "Counting women, men and others without harm"
MOST_UNPACKED = 1 << 22


def play(stage: Stage) -> None:
    """Do everything that computers do: edits, two versions, files, a death, a search, a hub that is not there."""
    coordinator, editor, field = stage.coordinator, stage.editor, stage.field
    home = find(editor, "organisation", EDITORS)
    with running(stage.world.hub) as hub:
        stage.world.go_through(hub.address)
        editor.edit(home, f"services={EDITS[0]}", f"opening_hours={EDITS[1]}", f"street={EDITS[2]}")
        editor.sync()
        editor.edit(home, f"services={EDITS[3]}")
        coordinator.edit(home, f"services={EDITS[4]}")
        for one in (coordinator, editor, field):
            one.sync()
        hub.kill()
        hub.start()
        guide = find(field, "resource", GUIDE)
        field.get_files(guide)
        field.export(guide, stage.world.folder / "outside.csv")
        field.search("green door")
        editor.edit(home, f"acronym={EDITS[0][:30]}")
        assert field.refused("sync", "--hub", "http://127.0.0.1:9").kind == "link.hub_away"


def needles(stage: Stage) -> dict[str, str]:
    """Return at least fifty phrases: what each is → the phrase."""
    world = stage.world
    found = {
        f"line of {path.relative_to(SAMPLE_CONTENT)}": _longest_line(path)
        for path in sorted(SAMPLE_CONTENT.rglob("*.md"))
    }
    found = {what: phrase for what, phrase in found.items() if len(phrase) >= 20}
    found |= {f"edit {number}": text for number, text in enumerate(EDITS)}
    found |= {f"passphrase of {one.vault.parent.name}": one.passphrase for one in world.computers}
    for what, code in (("editor's code", stage.editor_code), ("field worker's code", stage.field_code)):
        found |= {what: code, f"{what} without hyphens": code.replace("-", "")}
    titles = [one.title for one in stage.field.records("organisation")]
    found |= {f"organisation {number}": title for number, title in enumerate(titles) if len(title) >= 8}
    found |= {
        "the field worker's label": LABEL,
        "searched words": "green door",
        "a file's name": "participation-counts",
    }
    found |= {"line of a file": _line_of_file()}
    return found


def _longest_line(path: Path) -> str:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    longest = max(lines, key=len, default="")
    middle = len(longest) // 2
    return longest[max(0, middle - 20) : middle + 20]


def _line_of_file() -> str:
    path = SAMPLE_CONTENT / "library" / "files" / "participation-counts.csv"
    return max(path.read_text(encoding="utf-8-sig").splitlines(), key=len)


def disks(world: World) -> dict[str, bytes]:
    """Return every file that a computer or the hub keeps: its name → its bytes."""
    folders = [one.vault for one in world.computers] + [world.hub.folder, world.folder / "tmp", world.folder / "home"]
    return {
        str(path.relative_to(world.folder)): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what can be unpacked from any place in some bytes that looks like the begin of packed ones."""
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        for window in (15, 31):
            unpacker = zlib.decompressobj(window)
            try:
                yield unpacker.decompress(data[match.start() : match.start() + MOST_UNPACKED], MOST_UNPACKED)
            except zlib.error:
                continue
    for match in re.finditer(rb"\x28\xb5\x2f\xfd", data):
        try:
            yield zstandard.ZstdDecompressor().decompressobj().decompress(data[match.start() :])
        except zstandard.ZstdError:
            continue


def forms(phrase: str) -> set[bytes]:
    """Return a phrase as it could stand on a disk."""
    texts = {phrase, phrase.lower(), phrase.upper(), json.dumps(phrase)[1:-1]}
    return {text.encode(how) for text in texts for how in ("utf-8", "utf-16-le", "utf-16-be")}


@pytest.mark.story
@pytest.mark.timeout(300)
def test_what_people_wrote_and_typed_cannot_be_found_on_any_disk(stage: Stage) -> None:
    play(stage)

    _no_phrase_is_on_any_disk(stage)
    _no_phrase_is_in_what_the_hub_says(stage)
    _vaults_and_sealed_files_look_like_noise(stage)
    _open_content_is_sealed_on_the_hub_too(stage)
    _nothing_lies_beside_a_vault(stage)


def _no_phrase_is_on_any_disk(played: Stage) -> None:
    haystack = disks(played.world)
    layers = {name: [data, *unpacked(data)] for name, data in haystack.items()}
    phrases = needles(played)

    assert len(phrases) >= 50
    assert {"hub/hub.db", "field/vault/vault.db", "editor/vault/vault.db"} <= haystack.keys()
    found = [
        (what, name)
        for (what, phrase), (name, parts) in itertools.product(phrases.items(), layers.items())
        if any(form in part for form in forms(phrase) for part in parts)
    ]
    assert found == []
    # The search does find what is there: the network's name is public by its own choice, and only on the hub.
    public = {name for name, parts in layers.items() if any(NETWORK_NAME.encode() in part for part in parts)}
    assert public
    assert all(name.startswith("hub/hub.db") for name in public)


def _no_phrase_is_in_what_the_hub_says(played: Stage) -> None:
    hub = played.world.hub
    said = "".join(answer.out + answer.err for answer in hub.said)
    ids = [one.id for one in played.field.records("organisation")]
    handles = [parse_record_id(one).hex() for one in ids]

    assert "event=start" in said
    for phrase in (*needles(played).values(), NETWORK_NAME, hub.token, *ids, *handles):
        assert phrase not in said
    assert set(re.findall(r"https?://\S+", said)) == {hub.address}


def _vaults_and_sealed_files_look_like_noise(played: Stage) -> None:
    for name, data in disks(played.world).items():
        is_sealed = name.endswith("vault.db") or "/objects/" in name or "/parcels/" in name
        if is_sealed and len(data) > 1000:
            assert len(zlib.compress(data, 9)) > 0.99 * len(data), f"{name} can be made shorter"


def _open_content_is_sealed_on_the_hub_too(played: Stage) -> None:
    hub = {name: data for name, data in disks(played.world).items() if name.startswith("hub/")}
    guide = played.field.show(find(played.field, "resource", GUIDE))

    assert guide.audience == "open"
    for word in (*str(guide.fields["title"]).split(), *str(guide.fields["body"]).split()):
        if len(word) > 6:
            assert not any(word.encode() in data for data in hub.values())


def _nothing_lies_beside_a_vault(played: Stage) -> None:
    world = played.world
    files = {str(path.relative_to(world.folder)) for path in world.folder.rglob("*") if path.is_file()}
    inside = tuple(f"{one.vault.relative_to(world.folder)}/" for one in world.computers)

    left = {name for name in files if not name.startswith((*inside, "hub/"))}
    names = {one.vault.parent.name for one in world.computers}
    assert left == {f"{name}/passphrase.txt" for name in names} | {"outside.csv"}, "and the copy that was asked for"
    for one in world.computers:
        assert all(path.stat().st_mode & 0o077 == 0 for path in (one.vault, *one.vault.rglob("*")))
