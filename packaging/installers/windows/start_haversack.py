"""What the launcher of Windows runs: says that it is an installed program, and starts it. Must not do more."""

import os
import sys

# As PyInstaller says it: the executable is the program, not an interpreter that needs `-m haversack`.
sys.frozen = True  # type: ignore[attr-defined]  # not in the stubs
# Nothing is written among the installed files, or an upgrade would find them changed.
sys.dont_write_bytecode = True
sys.argv[0] = sys.executable
# Without a console there is nowhere to print; writing must not fail for that.
for name in ("stdout", "stderr"):
    if getattr(sys, name) is None:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open as long as the process

from haversack.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
