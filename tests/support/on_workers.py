"""What tests let the workers of a cluster do; workers import it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from drenthe_geo import __version__
from drenthe_geo.errors import ArgumentError


def killed_once(minutes: Any, _: object, mark: str) -> Any:
    """Die half-way the first time, as of want of memory."""
    try:
        Path(mark).touch(exist_ok=False)
    except FileExistsError:
        return minutes
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def killed() -> None:
    """Die whenever it is tried."""
    os.kill(os.getpid(), signal.SIGKILL)


def number(one: int) -> int:
    """Give a number back."""
    return one


def refused() -> None:
    """Refuse."""
    raise ArgumentError("doors.bad_k", k=0)


def missing(path: str) -> None:
    """Read a file that is not there."""
    Path(path).read_bytes()


def full() -> None:
    """Ask for more memory than there is."""
    raise MemoryError


def blind_look(_: str) -> tuple[Any, ...]:
    """Look as a worker does that does not see the folder."""
    return (__version__, "", 100.0, 1000.0)


def old_look(_: str) -> tuple[Any, ...]:
    """Look as a worker of another version does."""
    return ("0.0.1", "", 100.0, 1000.0)


def no_look(_: str) -> None:
    """Look as a worker does that lacks the package."""
    raise ModuleNotFoundError("No module named 'drenthe_geo'")
