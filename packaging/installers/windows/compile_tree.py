"""Compiles a folder of modules in place: run by the very interpreter that travels, so its bytecode is the right one.

    python.exe compile_tree.py FOLDER SOURCE_PREFIX…

Writes `x.pyc` in the place of `x.py`, with an unchecked hash of the source in it and a path that is the same on every
machine. Files that begin with a SOURCE_PREFIX stay as they are. Must import nothing but the standard library.
"""

import py_compile
import sys
from pathlib import Path


def compile_folder(folder: Path, sources: tuple[str, ...]) -> int:
    """Compile all in a folder; return how many files.

    Raises:
        py_compile.PyCompileError: One does not compile.
    """
    count = 0
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(sources):
            continue
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        target = path.with_suffix(".pyc")
        py_compile.compile(str(path), str(target), dfile=name, doraise=True, optimize=0, invalidation_mode=mode)
        path.unlink()
        count += 1
    return count


if __name__ == "__main__":
    print(compile_folder(Path(sys.argv[1]), tuple(sys.argv[2:])))
