"""Facilities and origins in a folder that many workers read, and what they make of a block of it.

The roads are a saved network, which every worker reads where it lies; where points join them was
found once, by who asks. A task names the folder and the block, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import short
from drenthe_geo.io.cluster import read_arrays, save_arrays
from drenthe_geo.io.saved import open_network, save_network
from drenthe_geo.roads.minutes import Reach
from drenthe_geo.roads.pairs import Pairs
from drenthe_geo.roads.search.memory import KEPT_MB
from drenthe_geo.roads.search.pairs import BYTES_A_TIME
from drenthe_geo.roads.search.spots import Spots
from drenthe_geo.roads.search.tables import levels_for
from drenthe_geo.words.message import Message
from drenthe_geo.work.memory import MB, at_once
from drenthe_geo.work.spread import AHEAD, PARTS, Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Measure
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction

    Arrays = Mapping[str, NDArray[Any]]
    Reduce = Callable[..., Any]

BLOCK_MB = 64.0
"""Memory of the minutes that a worker hands over at once."""

PART_MB = 64.0
"""Memory of what it searches at once, see `Reach`."""

BYTES_A_PAIR = 16
"""Of a time of a block, with what is made of it."""

BYTES_AN_EDGE = 200
"""Of a road on a worker: its arrays as they are read, split, and the hierarchy on them."""

BYTES_KEPT = 4
"""Of a time that is remembered, see `Memory`."""

LEAST_POINTS = 1000
"""Blocks of fewer origins take longer to send than to search."""

Which = str
"""How pairings are cut into blocks, see `blocks`."""


@dataclass(frozen=True)
class Job:
    """Where the data of a job lie, and how one travels."""

    folder: str
    roads: str
    identity: str
    profile: Profile
    direction: Direction
    limit_min: float
    first: int


class Block(NamedTuple):
    """What a task has found of some facilities and some origins of one of many pairings."""

    number: int
    rows: slice
    columns: slice
    found: Any


def measure_on(spread: Spread | None) -> Measure:
    """Give what measures minutes: the workers, or this process."""
    if spread is None:
        return Pairs.minutes

    def measure(pairs: Pairs, on_part: Callable[[int, int], None]) -> NDArray[np.float64]:
        count, points = len(pairs.reach.facilities), len(pairs.snaps)
        minutes, done = np.empty((count, points)), 0
        for one in blocks(spread, [pairs], minutes_alone, cut="both"):
            minutes[one.rows, one.columns] = one.found
            done += one.found.size
            on_part(int(count * done / max(minutes.size, 1)), count)
        return minutes

    return measure


def minutes_alone(minutes: NDArray[np.float64], _: Arrays) -> NDArray[np.float64]:
    """Make nothing of the minutes of a block."""
    return minutes


def blocks(
    spread: Spread,
    pairings: Iterable[Pairs],
    reduce: Reduce,
    told: tuple[Any, ...] = (),
    *,
    beside: Arrays | None = None,
    cut: Which = "rows",
) -> Iterator[Block]:
    """Measure pairings block by block on workers, and give what is made of each.

    Parameters
    ----------
    spread : Spread
        The workers.
    pairings : iterable of Pairs
        Facilities and origins; each is laid out when its turn comes.
    reduce : callable
        Makes something of the minutes of a block, of what lies beside its origins and of
        `told`; a function that workers can import.
    told : tuple
        A few numbers for it.
    beside : mapping of str to numpy.ndarray, optional
        Arrays with a value for each origin.
    cut : {"rows", "both", "whole"}
        Whether a block has some facilities and all origins, some of both, or all.

    Yields
    ------
    Block
        What was made of it, in order.

    Raises
    ------
    DrentheGeoError
        If a worker has no memory for a block; see `Spread.map`.
    """

    def parts() -> Iterator[tuple[Any, ...]]:
        for number, pairs in enumerate(pairings):
            job = _laid_out(spread, pairs, beside or {})
            count, points = len(pairs.reach.facilities), len(pairs.snaps)
            row, column = _steps(count, points, spread.workers, cut)
            network = pairs.reach.spots.network
            what = Message("spread.part", nodes=network.n_nodes, origins=column, facilities=row)
            spread.require_room(need_mb(network, count, row * column), what)
            for start in range(0, count, row):
                rows = slice(start, min(start + row, count))
                for begin in range(0, points, column):
                    columns = slice(begin, min(begin + column, points))
                    yield job, number, rows, columns, reduce, told

    for (_, number, rows, columns, *_), found in spread.map(_made, parts()):
        yield Block(number, rows, columns, found)


def need_mb(network: Network, facilities: int, pairs: int) -> float:
    """Estimate what a part takes of a worker: its roads, what it searches, and its minutes.

    Parameters
    ----------
    network : Network
        The roads.
    facilities : int
        Facilities of the pairing that it is a part of.
    pairs : int
        Facilities times origins of the part.

    Returns
    -------
    float
        Megabytes.

    Examples
    --------
    >>> round(need_mb(dg.roads.read_network(area, "car"), 10, 1_000_000))
    112
    """
    roads = network.n_edges * BYTES_AN_EDGE
    searched = max(PART_MB * MB, network.n_nodes * BYTES_A_TIME)
    remembered = min(KEPT_MB * MB, facilities * network.n_nodes * BYTES_KEPT)
    # One is made, while those before it wait to be fetched.
    minutes = (AHEAD + 1) * pairs * BYTES_A_PAIR
    return (roads + searched + remembered + minutes) / MB


def _steps(count: int, points: int, workers: int, cut: Which) -> tuple[int, int]:
    """Say how many facilities and origins a block has: as many as fit, and blocks for everybody."""
    least = PARTS * workers
    most = at_once(BYTES_A_PAIR, BLOCK_MB)
    if cut == "whole":
        return count, max(points, 1)
    row = max(1, min(-(-count // least), most // max(points, 1)))
    if cut == "rows":
        return row, max(points, 1)
    column = min(max(points, 1), most)
    if count < least:
        column = min(column, max(LEAST_POINTS, -(-points // -(-least // count))))
    return row, column


def _laid_out(spread: Spread, pairs: Pairs, beside: Arrays) -> Job:
    """Lay a pairing out for the workers."""
    reach, spots = pairs.reach, pairs.reach.spots
    arrays = {
        "spot_edge": spots.edge,
        "spot_fraction": spots.fraction,
        "facility_access_min": reach.snaps["access_min"].to_numpy(),
        **{name: pairs.snaps[name].to_numpy() for name in POINT},
        "there": np.stack(pairs.there),
        **{f"{BESIDE}{name}": values for name, values in beside.items()},
    }
    folder = save_arrays(spread, arrays)
    try:
        roads = _roads_of(spread, spots.network)
    except OSError as error:
        raise FileError(
            "spread.no_folder", path=str(spread.folder), why=str(error.strerror)
        ) from None
    network = spots.network
    return Job(
        folder=str(folder),
        roads=str(roads),
        identity=network.identity.hex(),
        profile=network.profile,
        direction=reach.direction,
        limit_min=reach.limit_min,
        first=reach.first,
    )


POINT = ("edge_position", "fraction", "access_min")
"""What times depend on of where a point joins the roads."""

BESIDE = "beside_"


def _roads_of(spread: Spread, network: Network) -> Path:
    """Give the folder of a saved network: where it was opened, or one in that of the job."""
    held = vars(network)
    if "_folder" in held and not held["_header"]["own_profile"]:
        return Path(held["_folder"])
    folder = spread.folder / f"roads-{network.identity.hex()}"
    if not folder.exists():
        save_network(network, folder)
    return folder


def _made(  # on a worker
    job: Job,
    _: int,
    rows: slice,
    columns: slice,
    reduce: Reduce,
    told: tuple[Any, ...],
) -> Any:  # noqa: ANN401 - what is made of the minutes
    """Measure a block, and make something of it."""
    pairs, beside = _opened(job)
    block = pairs.block(rows, columns)
    return reduce(block.minutes(), {name: one[columns] for name, one in beside.items()}, *told)


@lru_cache(maxsize=2)
def _opened(job: Job) -> tuple[Pairs, Arrays]:
    """Open a pairing as it was laid out; the next blocks are of the same."""
    read = read_arrays(job.folder)
    network = _roads(job.roads, job.identity, job.profile)
    spots = Spots.on(network, *(np.asarray(read[f"spot_{one}"]) for one in ("edge", "fraction")))
    access = np.asarray(read["facility_access_min"])
    reach = Reach(
        network=spots.split,
        facilities=pd.DataFrame(index=pd.RangeIndex(len(access))),
        snaps=pd.DataFrame({"access_min": access}),
        direction=job.direction,
        spots=spots,
        limit_min=job.limit_min,
        first=job.first,
        part_mb=PART_MB,
    )
    levels_for(reach)  # of all facilities it is made, if it is worth while, and not for each block
    pairs = Pairs(reach, pd.DataFrame({name: read[name] for name in POINT}), tuple(read["there"]))
    return pairs, {
        name.removeprefix(BESIDE): one for name, one in read.items() if name.startswith(BESIDE)
    }


@lru_cache(maxsize=1)
def _roads(folder: str, identity: str, profile: Profile) -> Network:
    """Open roads for times alone: their courses and names stay on the disk."""
    if not Path(folder).is_dir():
        raise FileNotFoundError(None, None, folder)
    network = open_network(folder, profile)
    if network.identity.hex() != identity:
        raise FileError("spread.other_roads", path=short(Path(folder)))
    # A split cuts courses and lengths too, but no time depends on them.
    straight = shapely.linestrings([[[0.0, 0.0], [1.0, 0.0]]])[0]
    held = vars(network)
    held["lines"] = np.full(network.n_edges, straight, dtype=object)
    held["edges"] = pd.DataFrame(
        {name: np.zeros(network.n_edges) for name in ("length_m", "junction_ds")}
    )
    return network
