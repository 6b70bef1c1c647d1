"""A clean root of Debian, and programs that run in it, alone and without network. Must not leave a mount behind.

Source of the construction: namespaces of Linux (`unshare`): a mount made inside ends with the process that made it.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from payload.release import OUT, ROOT, Release

BUILD_ROOT: Final = OUT / "root"
_SCRIPT: Final = Path(__file__).with_name("root.sh")
_LOOPBACK: Final = (
    "import fcntl,os,socket,struct,sys;s=socket.socket();fcntl.ioctl(s,0x8914,struct.pack('16sH14s',b'lo',0x49,b''));"
    "os.execvp(sys.argv[1],sys.argv[1:])"
)
"""Raises the loopback interface of a fresh network namespace (SIOCSIFFLAGS: up, loopback, running)."""
_BEGIN: Final = 'mount -t proc proc /proc; mount -t tmpfs tmpfs /dev/shm 2>/dev/null; exec "$@"'

TOOLS: Final = ("binutils", "ca-certificates", "icu-devtools", "makeself", "xz-utils")
PYTHON: Final = ("python3", "python3-venv", "libpython3.11")
DRAWING: Final = ("libgl1", "libegl1", "libglib2.0-0", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libfreetype6")
SCREEN: Final = (
    "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0",
    "libxcb-shape0", "libxcb-xkb1", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1",
)  # fmt: skip


def make_root(folder: Path, packages: Sequence[str]) -> None:
    """Make it, unless it is there with these packages.

    Raises:
        subprocess.CalledProcessError: The script has said why not.
    """
    subprocess.run(["bash", str(_SCRIPT), str(folder), *packages], check=True, cwd=ROOT)


def inside(root: Path, *command: str, user: str = "root", surroundings: dict[str, str] | None = None) -> list[str]:
    """Return the command line that runs a command in a root, without network and with nothing of this one's.

    Args:
        root: The clean root.
        command: As it is called inside.
        user: Who runs it.
        surroundings: Environment variables; none but these and the path are there.
    """
    variables = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root" if user == "root" else f"/home/{user}"}
    given = [f"{name}={value}" for name, value in {**variables, **(surroundings or {})}.items()]
    as_user = [] if user == "root" else ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"]
    space = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--net", "python3", "-c", _LOOPBACK]
    return [*space, "chroot", str(root), "env", "-i", *given, "sh", "-c", _BEGIN, "sh", *as_user, *command]


def run_inside(root: Path, *command: str, release: Release) -> None:
    """Run a tool of the build.

    Raises:
        subprocess.CalledProcessError: It failed, and has said why.
    """
    subprocess.run(inside(root, *command, surroundings=release.surroundings), check=True)
