"""Ctrl-C waits for the end of a transaction.

Python raises `KeyboardInterrupt` between any two steps of the program, also after a transaction began and before the
block that ends it was entered: it would stay open, and whatever is still written on the way out would fail.
"""

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def interruption_held() -> Iterator[None]:
    """Hold Ctrl-C back for a block; it is raised right after it.

    Changes nothing in another thread than the main one, which alone is interrupted, nor where the program handles the
    signal itself (the window does), nor inside another such block.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed in the meantime.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    pressed: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if pressed:
            raise KeyboardInterrupt
