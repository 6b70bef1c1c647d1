"""The hub's limits from `hub.toml`: every key of `HubLimits`, read and checked in one place.

Must not read anything but that one file.
"""

import tomllib
from pathlib import Path
from typing import Final

import msgspec

from haversack_sync.hub.errors import ConfigError
from haversack_sync.protocol.limits import MAX_FRAME_BYTES, HubLimits

_LARGEST: Final = 2**53
_LEAST: Final = {"request_bytes": MAX_FRAME_BYTES, "answer_bytes": MAX_FRAME_BYTES, "parcel_bytes": MAX_FRAME_BYTES}


def load_limits(path: Path) -> HubLimits:
    """Read the limits.

    Args:
        path: A TOML file whose keys are those of `HubLimits`, all whole numbers; it may be missing.

    Returns:
        The limits, with the defaults for what the file does not name.

    Raises:
        ConfigError: A key is not known, or its value is not a whole number in its range.
    """
    try:
        text = path.read_bytes().decode()
        settings = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        # That there is no folder to read from is the folder's trouble, and is told when it is made.
        return HubLimits()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, "", "write one `name = number` on each line") from error
    except OSError as error:
        raise ConfigError(path, "", "make the file readable for this user") from error
    known = HubLimits.__struct_fields__
    for key, value in settings.items():
        if key not in known:
            raise ConfigError(path, key, f"remove it or use one of: {', '.join(sorted(known))}")
        least = _LEAST.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _LARGEST:
            raise ConfigError(path, key, f"write a whole number from {least} to {_LARGEST}")
    return msgspec.convert(settings, HubLimits)
