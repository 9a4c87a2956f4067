"""A cluster that is asked for by its address, and arrays that its workers read where they lie."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import numpy as np

from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.errors import FileError
from drenthe_geo.work.spread import Spread, spread_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

Found = TypeVar("Found")

OPTION = "--scheduler"


@contextmanager
def workers_of(scheduler: str | None) -> Iterator[Spread | None]:
    """Connect to the workers of a scheduler; to none where none is named.

    Parameters
    ----------
    scheduler : str or None
        Address of a Dask scheduler.

    Yields
    ------
    Spread or None
        Its workers.

    Raises
    ------
    DrentheGeoError
        If nobody answers, or a worker cannot do the job; see `spread_on`.
    """
    if scheduler is None:
        yield None
        return
    require_extra("distributed", OPTION)
    with spread_on(scheduler) as spread:
        yield spread


def shared_out(
    scheduler: str | None,
    task: Callable[[Arrays, range], Found],
    arrays: Arrays,
    parts: Iterable[range],
) -> Iterator[Found]:
    """Do parts of a count here, or on the workers of a scheduler.

    Parameters
    ----------
    scheduler : str or None
        Address of a Dask scheduler.
    task : callable
        Takes arrays and a range; a function that workers can import.
    arrays : mapping of str to numpy.ndarray
        What it needs, the same for all parts.
    parts : iterable of range
        Which of many each is about.

    Yields
    ------
    object
        What the task made of each part, in order.

    Examples
    --------
    >>> def task(arrays, some):
    ...     return int(arrays["numbers"][some.start : some.stop].sum())
    >>> list(shared_out(None, task, {"numbers": np.arange(10)}, [range(4), range(4, 10)]))
    [6, 39]
    """
    with workers_of(scheduler) as spread:
        if spread is None:
            for some in parts:
                yield task(arrays, some)
            return
        folder = str(save_arrays(spread, arrays))
        for _, found in spread.map(_counted, ((folder, task, some) for some in parts)):
            yield found


def _counted(folder: str, task: Callable[[Arrays, range], Found], some: range) -> Found:
    """Do a part on a worker."""
    return task(read_arrays(folder), some)


def save_arrays(spread: Spread, arrays: Arrays) -> Path:
    """Save arrays for the workers."""
    folder = spread.folder / uuid4().hex  # never that of others: workers remember it
    try:
        folder.mkdir()
        for name, values in arrays.items():
            np.save(folder / f"{name}.npy", values, allow_pickle=False)
    except OSError as error:
        why = str(error.strerror)
        raise FileError("spread.no_folder", path=str(spread.folder), why=why) from None
    return folder


@lru_cache(maxsize=2)
def read_arrays(folder: str) -> Arrays:
    """Read arrays on a worker, where they lie."""
    found = {path.stem: np.load(path, mmap_mode="r") for path in Path(folder).glob("*.npy")}
    if not found:
        raise FileNotFoundError(None, None, folder)
    return found
