"""Folders beside a result in which it is made: those of a run that was killed are put right.

Each holds a lock as long as its run lives; what is found without its lock is left over. It may
hold the only copy of an earlier answer, which then goes back to its place.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK, NEW, OLD, DONE = "lock", "new", "old", "done"
"""What lies in such a folder: its lock, the new answer, the old one, and one that is done with."""

HEAD_SIGNS = 40
"""Signs of the name of a result that the folder beside it shows; names have at most 255 bytes."""


def make_aside(out: Path) -> tuple[Path, int]:
    """Make the folder beside `out` that only this run may touch; and the lock of it."""
    while True:
        aside = Path(tempfile.mkdtemp(prefix=prefix_of(out), dir=out.parent))
        held = hold(aside)
        if held is not None:
            return aside, held  # else another run took it for left over, in its first moment


def prefix_of(out: Path) -> str:
    """Give what the names of all folders beside a result begin with."""
    digest = hashlib.sha256(os.fsencode(out.name)).hexdigest()[:8]
    return f".{out.name[:HEAD_SIGNS]}-{digest}-"


def asides_of(out: Path) -> Iterator[Path]:
    """Give the folders beside a result, of runs that live or do not."""
    prefix = prefix_of(out)
    with contextlib.suppress(OSError):
        for entry in sorted(os.scandir(out.parent), key=lambda one: one.name):
            if entry.name.startswith(prefix) and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def clear_leftovers(out: Path) -> None:
    """Put right what runs that were killed left of a result, and remove the rest of them."""
    for aside in asides_of(out):
        held = hold(aside)
        if held is not None:
            release(aside, held, out)


def was_put_back(path: Path) -> bool:
    """Tell whether a file that is missing is there after all: its folder was put right."""
    if path.parent.exists():
        return False
    clear_leftovers(path.parent)
    return path.exists()


def release(aside: Path, held: int, out: Path) -> bool:
    """Remove the folder beside a result, but never the only copy of an earlier answer."""
    old, is_safe = aside / OLD, True
    try:
        if old.is_dir() and (aside / NEW).is_dir():  # the new one did not come in its place
            old.rename(out)
        shutil.rmtree(aside / NEW, ignore_errors=True)
        if old.is_dir():  # out of the way first: one that is half removed is never put back
            old.rename(aside / DONE)
    except OSError:
        is_safe = False
    os.close(held)  # before the lock is removed: Windows removes no file that is open
    if is_safe:
        shutil.rmtree(aside, ignore_errors=True)
    return is_safe


def hold(aside: Path) -> int | None:
    """Take the lock of a folder; nothing if a run that lives has it, or the folder is gone."""
    lock = aside / LOCK
    try:
        held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        _take(held)
        if os.path.samestat(lock.stat(), os.fstat(held)):
            return held
    except OSError:
        pass
    os.close(held)
    return None


try:
    import fcntl

    def _take(held: int) -> None:
        """Take a lock that the system lets go of when the run ends, however it ends."""
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)

except ImportError:  # Windows
    import msvcrt

    def _take(held: int) -> None:
        """Take a lock that the system lets go of when the run ends, however it ends."""
        msvcrt.locking(held, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
