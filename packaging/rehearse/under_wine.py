"""`make rehearse-windows`: installs the Windows installer under wine, and lives through the first months with it.

    under_wine.py [--setup EXE]

A pass proves imports, paths and the logic of installer and launcher; it says nothing of how Windows draws, warns or
locks files. Two things that wine 8 lacks are lent to it by the small DLLs in `wine/`, which no installer carries, and
its list of networks (`netprofm.dll`) is switched off: once Qt asks it, it runs in a circle for ever, and the window
with it. The hub is this checkout's. Must not touch a wine prefix of whoever runs it.
"""

import argparse
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Final

for neighbour in ("demo", "installers"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / neighbour))

import by_stick
import demo
import shown
from newer import newer_for_windows, newer_release, versions_in
from payload.release import OUT, ROOT, this_release
from pictures import Patience, await_words
from setup_exe import WINE, built_exe, missing_tools
from stage import Stage, VerbFailedError

HERE: Final = Path(__file__).resolve().parent
FOLDER: Final = ROOT / "build" / "rehearse"
_SERVER: Final = Path("/usr/lib/wine/wineserver64")
_SHIMS: Final = {"bcryptprimitives": "-ladvapi32", "uisettings": "-lole32"}
_CLASS: Final = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId\Windows.UI.ViewManagement.UISettings"
_DISPLAY: Final = ":97"
_PATIENCE: Final = 900.0
_LOOKING: Final = Patience(_PATIENCE, between=2.0, still=5)
_UNSENT: Final = 5
_KINDS: Final = (r"Software\Classes\.haversack", r"Software\Classes\Haversack.NetworkFile")
_KIND: Final = rf"HKCU\{_KINDS[-1]}\shell\open\command"


class Windows:
    """A wine prefix of its own, with one person in it.

    Attributes:
        local: What Windows calls `%LOCALAPPDATA%`.
        program: Where the program is installed.
    """

    def __init__(self, folder: Path) -> None:
        """Make it anew.

        Args:
            folder: Of the prefix; what is there goes.
        """
        self._environment = os.environ | {
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;netprofm=",
            "DISPLAY": _DISPLAY,
        }
        self._awake: subprocess.Popen[bytes] | None = None
        shutil.rmtree(folder, ignore_errors=True)
        self.run("wineboot", "--init")
        self.wait()
        (user,) = (each for each in (folder / "drive_c" / "users").iterdir() if each.name != "Public")
        self.local = user / "AppData" / "Local"
        self.program = self.local / "Programs" / "Haversack" / "program"
        for name, library in _SHIMS.items():
            target = folder / "drive_c" / "windows" / "system32" / f"{name}.dll"
            command = ["x86_64-w64-mingw32-gcc", "-shared", "-Os", "-s", str(HERE / "wine" / f"{name}.c")]
            subprocess.run([*command, "-o", str(target), library], check=True)
        dll = r"C:\windows\system32\uisettings.dll"
        self.run("reg", "add", _CLASS, "/v", "DllPath", "/t", "REG_SZ", "/d", dll, "/f")

    @property
    def app(self) -> list[str]:
        """How the program's verbs are started."""
        given = [f"{name}={self._environment[name]}" for name in ("WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES")]
        return ["env", *given, str(WINE), str(self.program / "haversack-console.exe")]

    def run(self, *command: str) -> str:
        """Run something of Windows to its end and return what it printed.

        Raises:
            subprocess.CalledProcessError: It ended with an error.
        """
        # Through a pipe: programs under wine cannot write into a file that they inherited.
        ended = subprocess.run(
            [str(WINE), *command],
            check=True,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_PATIENCE,
        )
        return ended.stdout

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start something of Windows that stays."""
        return subprocess.Popen(
            [str(WINE), *command], env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def open(self, file: Path) -> None:
        """Open a network file as a double-click would. What opens it lives on, and holds the pipe that it was given."""
        # Windows sees a person's own kinds of files beside everybody's; wine 8 sees only everybody's.
        for kind in _KINDS:
            self.run("reg", "copy", f"HKCU\\{kind}", f"HKLM\\{kind}", "/s", "/f")
        self.start("start", "/unix", str(file)).wait(_PATIENCE)

    def wait(self) -> None:
        """Wait until nothing of it runs any more."""
        if self._awake is not None:
            self._awake.communicate()
            self._awake = None
        subprocess.run([str(_SERVER), "-w"], check=False, env=self._environment, timeout=_PATIENCE)

    def stay_awake(self) -> None:
        """Let wine's own processes live on between verbs: starting them for each takes longer than the verb."""
        if self._awake is None:
            waiting = [str(WINE), "cmd.exe"]
            pipe = subprocess.PIPE
            self._awake = subprocess.Popen(waiting, env=self._environment, stdin=pipe, stdout=pipe)
            # A verb that comes before it would start them itself, and they would hold its pipe for ever.
            if self._awake.stdout is not None:
                self._awake.stdout.readline()

    def stop(self) -> None:
        """End all that still runs in this prefix."""
        subprocess.run([str(_SERVER), "-k"], check=False, env=self._environment)
        if self._awake is not None:
            self._awake.communicate()
            self._awake = None

    def look(self, name: str) -> bytes:
        """Keep and return a picture of the screen as it is now."""
        path = FOLDER / f"windows-{name}.png"
        subprocess.run(["scrot", "--overwrite", str(path)], check=True, env=self._environment)
        return path.read_bytes()

    def picture(self, name: str, *words: str) -> None:
        """Keep a picture of the screen, once it is still and shows all of some words.

        Raises:
            TimeoutError: It does not come to that.
        """
        await_words(lambda: self.look(name), words, _LOOKING)

    def focus(self) -> None:
        """Give the window the keyboard: there is no window manager that would."""
        found = ["xdotool", "search", "--onlyvisible", "--name", "Haversack", "windowfocus"]
        subprocess.run(found, check=True, env=self._environment)

    def type(self, text: str, *keys: str) -> None:
        """Type a text, then press keys, in the window that has the keyboard."""
        subprocess.run(["xdotool", "type", "--delay", "40", text], check=True, env=self._environment)
        for key in keys:
            subprocess.run(["xdotool", "key", key], check=True, env=self._environment)


def installer_keeps_its_promises() -> bool:
    """Try the installer's own script with a made-up program: what interrupts it, and what is there before."""
    tests = "tests/integration/installers/test_windows_installer.py"
    command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", tests]
    return (
        subprocess.run(command, check=False, cwd=ROOT, env=os.environ | {"HAVERSACK_UNDER_WINE": "1"}).returncode == 0
    )


def install(windows: Windows, setup: Path, kit: Path) -> None:
    """Install silently from a kit's folder, and look at what is there."""
    kit.mkdir(exist_ok=True)
    shutil.copyfile(setup, kit / setup.name)
    (kit / "network.haversack").write_bytes(b"only carried along")
    windows.run(str(kit / setup.name), "/S")
    windows.wait()
    demo.promise("the program is whole", holds=(windows.program / "whole").is_file())
    carried = windows.program / "kit"
    profile = (carried / "network.haversack").read_bytes()
    demo.promise("the kit's profile went along untouched", holds=profile == b"only carried along")
    noted = (carried / "from").read_text("utf-8")
    demo.promise("it is noted where the kit lies", holds=noted.replace("\\", "/").endswith(f"{kit}/."))
    shutil.rmtree(carried)
    shutil.rmtree(kit)
    opened_by = windows.run("reg", "query", _KIND, "/ve")
    demo.promise("a network file is opened by the program", holds='Haversack.exe" window "%1"' in opened_by)


def see_the_window(on: Stage, windows: Windows, name: str) -> None:
    """Open the field worker's window on a screen, unlock it and search; keep the pictures."""
    on.step(f"The window opens on a screen ({name}).")
    window = windows.start(str(windows.program / "Haversack.exe"), "window", "--vault", str(on.vault("field worker")))
    try:
        windows.picture(f"{name}-locked", *shown.LOCKED)
        windows.focus()
        windows.type(on.passphrase, "Return")
        windows.picture(f"{name}-unlocked", *shown.UNLOCKED)
        windows.type("", "ctrl+k")
        windows.type(shown.SEARCHED, "Return")
        windows.picture(f"{name}-search", *shown.FOUND)
        demo.promise("the window is still there", holds=window.poll() is None)
    finally:
        windows.stop()
    windows.stay_awake()
    on.say(f"Pictures are in {FOLDER}.")


def live_from_a_kit(on: Stage, windows: Windows, setup: Path) -> None:
    """Build a kit, install from it with no hub in reach, join, edit, and send the edit home by the stick."""
    on.step("The coordinator builds a kit; somebody installs from it and joins, with no hub in reach.")
    carry = partial(carry_at_hub, on)
    code = by_stick.invite_and_leave(on, carry)
    installers = on.folder / "installers"
    installers.mkdir()
    shutil.copyfile(setup, installers / setup.name)
    stick = on.folder / "stick"
    made = on.one("kit build", str(stick), "--installers", str(installers), who=by_stick.COORDINATOR)
    demo.promise("the kit is complete", holds=bool(made["is_complete"]))
    demo.promise("the installer is untouched", holds=(stick / setup.name).read_bytes() == setup.read_bytes())
    # On a computer on which it is not: the one before goes first.
    windows.run(str(windows.program.parent / "uninstall.exe"), "/S")
    windows.wait()
    demo.promise("the program is not there before", holds=not windows.program.exists())
    windows.run(str(stick / setup.name), "/S")
    windows.wait()
    demo.promise("it is there from the kit", holds=versions_in(windows.program) == [this_release().version])
    try:
        windows.stay_awake()
        windows.open(stick / "network.haversack")
        windows.picture("first-run", *shown.KIT_IS_FOUND)
    finally:
        windows.stop()
    windows.stay_awake()
    by_stick.join_and_edit(on, stick, code, carry)
    on.say("Their edit arrived at the hub by the stick, and its receipt came home.")


def carry_at_hub(on: Stage, stick: Path) -> None:
    """Put a stick into the hub's computer."""
    stick.mkdir(exist_ok=True)
    hub = str(Path(sys.executable).parent / "haversack-hub")
    subprocess.run([hub, "carry", str(stick), "--data", str(on.hub_folder)], check=True, capture_output=True, text=True)


def upgrade(on: Stage, windows: Windows, setup: Path) -> None:
    """A newer version comes over a vault full of changes that were not sent."""
    on.step("The field has no connection, writes, and gets a newer version.")
    on.stop_hub()
    record = demo.find(on, "organisation", "Riverbank Legal Aid", who="organisation")
    for number in range(_UNSENT):
        on.one("edit", record, f"opening_hours=Every day {number}", who="organisation")
    before = on.one("status", who="organisation")
    demo.promise("it is the version that was built", holds=versions_in(windows.program) == [this_release().version])
    windows.run(str(newer_for_windows(windows.program)), "/S")
    windows.wait()
    windows.stay_awake()
    later = newer_release().version
    demo.promise("it is the newer version, and nothing of the old", holds=versions_in(windows.program) == [later])
    after = on.one("status", who="organisation")
    demo.promise("something waits", holds=int(str(after["waiting"])) > 0)
    demo.promise("what waits is the same as before", holds=before["waiting"] == after["waiting"])
    try:
        windows.run(str(setup), "/S")
        demo.promise("an older version refuses to take its place", holds=False)
    except subprocess.CalledProcessError as refused:
        demo.promise("an older version refuses, and says so", holds=refused.returncode == 2)
    windows.wait()
    windows.stay_awake()
    demo.promise("the newer version is still there", holds=versions_in(windows.program) == [later])
    beside = sorted(each.name for each in windows.program.parent.iterdir())
    demo.promise(f"nothing of the older one is left: {beside}", holds=beside == ["program", "uninstall.exe"])
    see_the_window(on, windows, "upgraded")
    on.start_hub()
    sent = on.one("sync", who="organisation")
    demo.promise("everything was received", holds=sent["waiting"] == 0)
    on.say(f"{after['waiting']} changes waited; all of them arrived.")


def uninstall(on: Stage, windows: Windows, setup: Path) -> None:
    """The program goes, vaults stay, and it is said how to remove them."""
    on.step("The program is uninstalled.")
    own = windows.local / "haversack" / "vaults" / "own"
    own.mkdir(parents=True)
    home = windows.program.parent
    windows.run(str(home / "uninstall.exe"), "/S")
    windows.wait()
    demo.promise("the program is gone", holds=not windows.program.exists())
    try:
        windows.run("reg", "query", _KIND)
    except subprocess.CalledProcessError:
        on.say("Network files are opened by nothing of ours any more.")
    else:
        demo.promise("nothing of it stays in the registry", holds=False)
    demo.promise("vaults stay", holds=own.is_dir() and on.vault("field worker").is_dir())
    left = [each for each in windows.program.parent.parent.iterdir() if each.name == "Haversack"]
    demo.promise("nothing of the program is left", holds=not left)
    (said,) = (windows.local / "haversack").glob("*.txt")
    words = said.read_text("utf-16")
    demo.promise("it says how to remove vaults", holds="delete that folder" in words and "haversack" in words)
    on.say(words.strip())
    windows.run(str(setup), "/S")
    windows.wait()
    windows.stay_awake()
    demo.promise("installed again, it opens the vault", holds=bool(on.many("list", "organisation", who="field worker")))
    on.say("Installed again, it opens the same vault.")


def main() -> int:
    """Rehearse; return 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(prog="make rehearse-windows", description=__doc__)
    parser.add_argument("--setup", type=Path, metavar="EXE", help="the installer; else the one in build/installers")
    options = parser.parse_args()
    setup: Path | None = options.setup.resolve() if options.setup else built_exe(OUT, this_release().version)
    missing = missing_tools()
    if setup is None or missing:
        print(f"rehearse: {missing}" if missing else "rehearse: nothing was built for Windows")
        return 1
    if not installer_keeps_its_promises():
        return 1
    story = FOLDER / "windows"
    shutil.rmtree(story, ignore_errors=True)
    story.mkdir(parents=True)
    os.chdir("/")  # so that wine reads a path of this computer as one of its drive Z:
    screen = subprocess.Popen(["Xvfb", _DISPLAY, "-screen", "0", "1366x768x24", "-nolisten", "tcp"])
    windows = Windows(story / "prefix")
    on = Stage(story, app=windows.app)
    try:
        on.step("Installed silently, for one user, from a kit's folder.")
        install(windows, setup, story / "kit")
        windows.stay_awake()
        said = subprocess.run([*windows.app, "--version"], check=True, capture_output=True, text=True).stdout.strip()
        demo.promise("it says its version", holds=said == f"Haversack {this_release().version}")
        demo.found_and_publish(on)
        demo.invite_and_enrol(on)
        demo.read_offline(on)
        demo.edit_offline(on)
        see_the_window(on, windows, "first")
        live_from_a_kit(on, windows, setup)
        upgrade(on, windows, setup)
        uninstall(on, windows, setup)
    except (demo.BrokenPromiseError, VerbFailedError, subprocess.SubprocessError, TimeoutError) as error:
        print(f"\nrehearse: it is not so: {error}", file=sys.stderr)
        return 1
    finally:
        on.stop_hub()
        windows.stop()
        screen.terminate()
        screen.wait()
    print("rehearse: windows: passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
