"""Parts of a job spread over the workers of a Dask cluster: for what one machine is too small.

A task carries where its data lie and which slice of them it is about, never the data: those are
in a folder that all workers see. So a part that is lost with its worker is just done again.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic, time
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from drenthe_geo import __version__
from drenthe_geo.errors import ArgumentError, DrentheGeoError, FileError
from drenthe_geo.words.message import Message
from drenthe_geo.work.cache import cache_folder
from drenthe_geo.work.memory import MB, SPARE_SHARE, free_mb, size_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WAIT_S = 5.0
"""A scheduler that has not answered by then is not there."""

GONE_S = 60.0
"""So long a job waits for workers when all have gone: one that was killed is back in seconds."""

LOOK_S = 1.0
"""How often it is looked whether anybody still works."""

AHEAD = 2
"""Parts for each worker that are under way: one that it does, and one that waits for it."""

PARTS = 4
"""Parts for each worker at least: as many as show how far it is, and cost little done again."""

TOKEN = "token"  # noqa: S105 - a name of a file
"""File by which workers show that they see the same folder."""

FOLDER = "spread-"
"""What the folder of a job is named by, in the cache folder."""


LEFT_S = 7 * 24 * 3600.0
"""What is older than this is left of a run that was killed: none takes a week."""


class Seen(NamedTuple):
    """What a worker says of itself."""

    version: str
    # What it reads in the folder of the job, or why it cannot.
    token: str
    # Megabytes that its process takes before it begins, and that its machine has left.
    taken_mb: float
    free_mb: float


class Room(NamedTuple):
    """Memory of a worker for one part, and all that it may take, in megabytes."""

    worker: str
    left_mb: float
    whole_mb: float


@dataclass(frozen=True)
class Spread:
    """The workers of a scheduler, and a folder that they all see.

    Parameters
    ----------
    client : distributed.Client
        The connection.
    address : str
        Address of the scheduler, as it was given.
    folder : pathlib.Path
        Where the data of the job are laid; removed at its end.
    rooms : tuple of Room
        Memory of each worker.
    """

    client: Any
    address: str
    folder: Path
    rooms: tuple[Room, ...]

    @property
    def workers(self) -> int:
        """How many work."""
        return len(self.rooms)

    @property
    def room(self) -> Room:
        """Memory of the worker with the least."""
        return min(self.rooms, key=lambda one: one.left_mb)

    def require_room(self, need_mb: float, what: Message) -> None:
        """Refuse parts that a worker has no memory for; say how many workers would have it.

        Parameters
        ----------
        need_mb : float
            What a part takes at most, estimated.
        what : Message
            What takes it.

        Raises
        ------
        ArgumentError
            If that is more than the smallest worker has left.
        """
        least = self.room
        if need_mb <= least.left_mb:
            return
        each = (need_mb + least.whole_mb * SPARE_SHARE - least.left_mb) / SPARE_SHARE
        raise ArgumentError(
            "spread.too_small",
            what=what,
            worker=least.worker,
            need=size_of(need_mb),
            left=size_of(max(least.left_mb, 0.0)),
            whole=size_of(least.whole_mb),
            workers=self.workers,
            most=int(sum(one.whole_mb for one in self.rooms) / each),
            each=size_of(each),
        )

    def map(
        self, task: Callable[..., Any], parts: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """Do a task for each part, and give what it found, in the order of the parts.

        A few parts are under way at a time, and the next are made while they are. What is left
        is called off when nobody asks on.

        Parameters
        ----------
        task : callable
            A function that workers can import.
        parts : iterable of tuple
            Arguments of each: names and slices, no data.

        Yields
        ------
        tuple of tuple and object
            The part, and its result.

        Raises
        ------
        DrentheGeoError
            If a task refuses its part, its worker dies of it again and again, or nobody works
            any more.
        """
        left, under_way = iter(parts), deque[tuple[tuple[Any, ...], Any]]()
        try:
            while True:
                while len(under_way) < AHEAD * self.workers:
                    part = next(left, None)
                    if part is None:
                        break
                    under_way.append((part, self.client.submit(_done, task, *part, pure=False)))
                if not under_way:
                    return
                part, future = under_way[0]
                found = self._result(future)
                under_way.popleft()
                yield part, found
        finally:
            with suppress(Exception):  # the scheduler itself may be gone
                self.client.cancel([future for _, future in under_way], force=True)

    def _result(self, future: Any) -> Any:  # noqa: ANN401 - of any task
        """Wait for a part, as long as somebody works."""
        from distributed import KilledWorker  # noqa: PLC0415 - slow, and optional

        alone_since: float | None = None
        while True:
            try:
                return future.result(timeout=LOOK_S)
            except KilledWorker as error:
                raise ArgumentError(
                    "spread.killed", times=error.allowed_failures + 1, address=self.address
                ) from None
            except TimeoutError:
                alone_since = (alone_since or monotonic()) if self._is_alone() else None
                if alone_since is not None and monotonic() - alone_since > GONE_S:
                    raise ArgumentError(
                        "spread.all_gone", address=self.address, seconds=GONE_S
                    ) from None
            except DrentheGeoError:
                raise
            except Exception as error:
                if future.status in {"cancelled", "lost"}:
                    raise ArgumentError("spread.lost", address=self.address) from error
                raise

    def _is_alone(self) -> bool:
        """Tell whether no worker is there, or no scheduler."""
        if self.client.status != "running":
            return True
        with suppress(Exception):  # it does not answer
            return not self.client.scheduler_info(n_workers=-1)["workers"]
        return True


@contextmanager
def spread_on(address: str) -> Iterator[Spread]:
    """Connect to a scheduler, as long as this lasts.

    Parameters
    ----------
    address : str
        Its address, such as ``tcp://10.0.0.1:8786``.

    Yields
    ------
    Spread
        Its workers.

    Raises
    ------
    ArgumentError
        If nobody answers there, no worker is there, or one has another version of the package.
    FileError
        If a worker does not see the folder of the job.
    """
    with _quiet():
        client = _connected(address)
        try:
            with _folder() as folder:
                yield Spread(client, address, folder, _rooms(client, address, folder))
        finally:
            with suppress(Exception):  # what has gone need not be left
                client.close(timeout=WAIT_S)


def _connected(address: str) -> Any:  # noqa: ANN401 - of an optional package
    """Connect to a scheduler, or say that nobody answers."""
    import distributed  # noqa: PLC0415 - slow, and optional

    # A client that finds nobody tries on after its time, and says so at the end of the process.
    with ThreadPoolExecutor(1) as own_thread:
        why = own_thread.submit(asyncio.run, _why_not(address)).result()
    if why:
        raise ArgumentError(
            "spread.unreachable", address=address, seconds=WAIT_S, example="tcp://10.0.0.1:8786"
        )
    connect: Any = distributed.Client
    return connect(address, timeout=WAIT_S, set_as_default=False)


async def _why_not(address: str) -> str:
    """Ask who is at an address; empty if it is a scheduler."""
    from distributed import core  # noqa: PLC0415 - slow, and optional

    called: Any = core.rpc
    try:
        async with asyncio.timeout(WAIT_S), called(address, timeout=WAIT_S) as somebody:
            kind = (await somebody.identity()).get("type", "")
    except Exception as error:  # noqa: BLE001 - of many kinds: an odd address, nobody, nonsense
        return _short(error)
    return "" if kind == "Scheduler" else str(kind)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the engine log nothing of what is said in a sentence."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    for name in ("distributed.client", "distributed.comm", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder for the data of a job, in the cache folder if there is one."""
    above = cache_folder()
    try:
        if above is not None:
            above.mkdir(parents=True, exist_ok=True)
            _sweep(above)
        folder = Path(tempfile.mkdtemp(prefix=FOLDER, dir=above))
        (folder / TOKEN).write_text(uuid4().hex, encoding="ascii")
    except OSError as error:
        raise FileError("spread.no_folder", path=str(above), why=str(error.strerror)) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(above: Path) -> None:
    """Remove what runs left long ago that were killed: they could not do it themselves."""
    for one in above.glob(f"{FOLDER}*"):
        with suppress(OSError):
            if one.is_dir() and one.stat().st_mtime < time() - LEFT_S:
                shutil.rmtree(one, ignore_errors=True)


def _rooms(client: Any, address: str, folder: Path) -> tuple[Room, ...]:  # noqa: ANN401 - see above
    """Ask all workers whether they can do the job, and what memory they have for it."""
    try:
        client.wait_for_workers(1, timeout=WAIT_S)  # one that has died may be on its way back
    except TimeoutError:
        raise ArgumentError("spread.no_workers", address=address) from None
    known = client.scheduler_info(n_workers=-1)["workers"]
    seen = client.run(_look, str(folder), on_error="return")
    token, rooms = (folder / TOKEN).read_text(encoding="ascii"), []
    for worker, one in sorted(seen.items()):
        if isinstance(one, OSError):  # it has just gone
            continue
        if not isinstance(one, tuple):
            raise ArgumentError("spread.cannot", worker=worker, why=_short(one))
        said = Seen(*one)
        if said.version != __version__:
            raise ArgumentError(
                "spread.version", worker=worker, theirs=said.version, ours=__version__
            )
        if said.token != token:
            raise FileError("spread.not_seen", worker=worker, path=str(folder))
        limit_mb = known.get(worker, {}).get("memory_limit", 0) / MB
        free = said.free_mb * SPARE_SHARE
        left = min(limit_mb * SPARE_SHARE - said.taken_mb, free) if limit_mb else free
        rooms.append(Room(worker, left, limit_mb or said.free_mb))
    if not rooms:
        raise ArgumentError("spread.no_workers", address=address)
    return tuple(rooms)


def _short(error: object) -> str:
    """Say an error of a worker in a line."""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def _look(folder: str) -> tuple[Any, ...]:
    """Tell of this worker what `Seen` says: a plain tuple, whatever version it has."""
    import psutil  # noqa: PLC0415 - comes with the engine

    try:
        token = (Path(folder) / TOKEN).read_text(encoding="ascii")
    except OSError:
        token = ""
    taken = psutil.Process().memory_info().rss / MB
    return (__version__, token, taken, free_mb())


_ONE_AT_A_TIME = Lock()
"""A task uses all cores by itself: a worker with many threads does one part after the other."""


def _done(task: Callable[..., Any], *part: Any) -> Any:  # noqa: ANN401 - of any task
    """Do a part on a worker; what is wrong there names it."""
    from distributed import get_worker  # noqa: PLC0415 - as above

    with _ONE_AT_A_TIME:
        try:
            return task(*part)
        except DrentheGeoError as error:
            said = Message("spread.at_worker", worker=get_worker().address, why=error.message)
            raise type(error)(said) from None
        except FileNotFoundError as error:
            worker = get_worker().address
            raise FileError("spread.not_seen", worker=worker, path=str(error.filename)) from None
        except MemoryError:
            raise ArgumentError("spread.ran_out", worker=get_worker().address) from None
