"""Progress of what is fetched, on a screen that somebody looks at."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from drenthe_geo.cli.screen import error_console, safe, say_warning
from drenthe_geo.fetch.run import Watch
from drenthe_geo.files.gate import BYTES_PER_MB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

    from drenthe_geo.cli.asked import Asked
    from drenthe_geo.words.message import Message


class _Waits(Watch):
    """Says only that another run is waited for."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def waits(self, what: Message) -> None:
        """Say it: one would wonder why nothing happens."""
        if not self.asked.is_silent:
            say_warning(self.asked.say(what))


class _Bars(_Waits):
    """Shows a bar for each file that is on its way."""

    def __init__(self, asked: Asked, progress: Progress) -> None:
        super().__init__(asked)
        self.progress = progress
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def begins(self, file: str, expected_mb: float | None) -> None:
        """Add a bar."""
        total = None if expected_mb is None else expected_mb * BYTES_PER_MB
        with self._lock:
            self._tasks[file] = self.progress.add_task(safe(file), total=total)

    def moved(self, file: str, done: int, total: int | None) -> None:
        """Move it."""
        with self._lock:
            task = self._tasks[file]
        if total is None:
            self.progress.update(task, completed=done)
        else:
            self.progress.update(task, completed=done, total=total)

    def ends(self, file: str) -> None:
        """Take it away."""
        with self._lock:
            self.progress.remove_task(self._tasks.pop(file))


@contextmanager
def watched(asked: Asked) -> Iterator[Watch]:
    """Show how a run goes, where somebody looks."""
    if asked.is_silent or not error_console.is_interactive:
        yield _Waits(asked)
        return
    from rich.progress import (  # noqa: PLC0415 - only where it is shown
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=error_console, transient=True) as progress:
        yield _Bars(asked, progress)
