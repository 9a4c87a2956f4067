"""One run at a time in a folder: another one waits, and is told for whom."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.half import FOLDER
from drenthe_geo.files.gate import short
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOCK, HOLDER = ".lock", ".holder"
"""In the folder of what is on its way: the lock of a run, and the number of its process."""


@contextlib.contextmanager
def locked(folder: Path, waits: Callable[[Message], None]) -> Iterator[None]:
    """Work in a folder alone: another run there is waited for, and that is said."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - an extra

    aside = folder / FOLDER
    try:
        aside.mkdir(parents=True, exist_ok=True)
        lock, holder = FileLock(aside / LOCK), aside / HOLDER
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waits(Message("fetch.waits", folder=short(folder), process=_holder(holder)))
            lock.acquire()
    except OSError as error:
        why = error.strerror or str(error)
        raise FileError("fetch.not_written", path=short(folder), why=why) from error
    try:
        with contextlib.suppress(OSError):  # it only tells others who has the lock
            holder.write_text(str(os.getpid()), encoding="utf-8")
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def undisturbed(folder: Path, waits: Callable[[Message], None]) -> Iterator[None]:
    """Read a folder while nobody fetches into it; where nothing can be locked nobody can."""
    with contextlib.ExitStack() as held:
        if (folder / FOLDER).is_dir():
            with contextlib.suppress(FileError, ImportError):
                held.enter_context(locked(folder, waits))
        yield


def _holder(path: Path) -> str:
    """Read the number of the process that has the lock; a question mark where nobody tells."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        found = path.read_text(encoding="utf-8").strip()
        return found if found.isdecimal() else "?"
    return "?"
