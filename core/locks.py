"""One at a time, also across processes: a lock on a file."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no flock; one process with threads is all it gets
    fcntl = None  # type: ignore[assignment]

_threads: dict[Path, threading.Lock] = {}


@contextlib.contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of this file while the block runs; others wait, in whatever process."""
    with _threads.setdefault(path, threading.Lock()), contextlib.ExitStack() as stack:
        if fcntl is not None:
            handle: IO[str] = stack.enter_context(path.open("a"))
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
