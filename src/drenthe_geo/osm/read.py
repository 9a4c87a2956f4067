"""A file of OpenStreetMap read as tables of roads, for every mode at once."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import affinity

from drenthe_geo.contracts.results import result
from drenthe_geo.crs import RD, Grid
from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import own_path
from drenthe_geo.osm.bans import RoadMap, bans_of
from drenthe_geo.osm.barriers import without_unclear
from drenthe_geo.osm.chains import chains_of
from drenthe_geo.osm.edges import pieces_of, shut_pieces
from drenthe_geo.osm.elements import names_of, read_elements
from drenthe_geo.osm.islands import close_islands
from drenthe_geo.osm.placing import TURN_DEG, holds, metric_crs_of, projected, without_date_line
from drenthe_geo.osm.ragged import ragged
from drenthe_geo.osm.report import OsmReport
from drenthe_geo.osm.segments import points_of, segments_of
from drenthe_geo.osm.tables import ban_table, edge_table
from drenthe_geo.osm.uses import MODES, directions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from drenthe_geo.osm.bans import Ban
    from drenthe_geo.osm.elements import Elements
    from drenthe_geo.osm.rules import Rules
    from drenthe_geo.osm.segments import Points, Segments


@result
@dataclass(frozen=True)
class OsmRoads:
    """Roads of a file, as tables that `build_network` takes.

    Parameters
    ----------
    nodes : pandas.DataFrame
        ``node`` (its id in the file; where a road was cut between nodes below all of them),
        ``x_m``, ``y_m``.
    edges : pandas.DataFrame
        ``edge``, ``tail``, ``head``, ``length_m`` (on the ground), ``free_flow_s`` and
        ``back_s`` (of cars; of everyone on a ferry), ``junctions`` and ``back_junctions``,
        ``road_class``, ``road_number``, ``name``, ``oneway``, ``maxspeed_kmh``, ``users``,
        ``car``, ``bicycle``, ``walk`` (``both``, ``along``, ``against`` or ``none``), ``way``
        (the first way that it is part of) and ``roundabout``.
    lines : numpy.ndarray of shapely.LineString
        Course of each edge from tail to head.
    bans : pandas.DataFrame
        ``ban``, ``from_edge``, ``via_node``, ``via_edges``, ``to_edge``: turns that cars may
        not make.
    crs : str
        Projection of nodes and lines, in metres.
    report : OsmReport
        What was odd or broken.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    lines: NDArray[np.object_]
    bans: pd.DataFrame
    crs: str
    report: OsmReport = field(default_factory=OsmReport)


def read_osm(
    path: str | Path,
    rules: Rules,
    *,
    within: shapely.Geometry | None = None,
    crs: str | None = None,
    near: Grid = RD,
    least_share: Mapping[str, float] | None = None,
) -> OsmRoads:
    """Read the roads of a file of OpenStreetMap.

    Parameters
    ----------
    path : str or pathlib.Path
        The file: ``.osm.pbf``, ``.osm``, ``.osm.gz``.
    rules : Rules
        What tags mean in the country.
    within : shapely.Geometry, optional
        Land in degrees of WGS 84: roads that touch it are kept, whole from junction to junction.
    crs : str, optional
        The projection in metres; `metric_crs_of` the roads where not given.
    near : Grid
        The projection of the area, which is taken where the roads lie there and no `crs` is given.
    least_share : mapping of str to float, optional
        By mode: which share of its roads a part must have that is not connected to the rest;
        that of the rules where not given.

    Returns
    -------
    OsmRoads
        The roads. What is broken is left out and counted, never a crash.

    Raises
    ------
    FileError
        If the file is missing, is no file of OpenStreetMap, is cut off, holds changes or
        history, or has no roads.

    Examples
    --------
    >>> from drenthe_geo.osm.rules import read_rules
    >>> read_osm("nowhere.osm.pbf", read_rules("nl"))
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: nowhere.osm.pbf: no such file.
    """
    files = [(own_path(path), rules)]
    return read_osm_files(files, within=within, crs=crs, near=near, least_share=least_share)


def read_osm_files(
    files: Sequence[tuple[Path, Rules]],
    *,
    within: shapely.Geometry | None = None,
    crs: str | None = None,
    near: Grid = RD,
    least_share: Mapping[str, float] | None = None,
) -> OsmRoads:
    """Read the roads of several files as one map, each under the rules of its country.

    Files may overlap: what is in two of them counts once. Read one by one, roads along a border
    would be cut at other places in each, and what hangs on the rest by the land of another file
    alone would be taken for an island. Ids below nought are those of one file alone: what was
    drawn and never uploaded has them, and in the next file they mean something else.

    Parameters
    ----------
    files : sequence of tuple of pathlib.Path and Rules
        The files, and what tags mean in each.
    within, crs, near, least_share
        As for `read_osm`.

    Returns
    -------
    OsmRoads
        The roads.

    Raises
    ------
    FileError
        As `read_osm` does.
    """
    least_share = files[0][1].choices.least_share if least_share is None else least_share
    with _nothing_collected():
        return _read(files, OsmReport(), within=within, crs=crs, near=near, least_share=least_share)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let no garbage be looked for: millions of small objects are made here, none in a ring.

    It would take a sixth of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(
    files: Sequence[tuple[Path, Rules]],
    report: OsmReport,
    *,
    within: shapely.Geometry | None,
    crs: str | None,
    near: Grid,
    least_share: Mapping[str, float],
) -> OsmRoads:
    """Read elements, cut them to segments, and close to each mode what leads nowhere."""
    elements = read_elements(files, report)
    report.add("road_ways", count=len(elements.way_id))
    points = points_of(elements, report)
    points = replace(points, lon=without_date_line(points.lon))
    if not len(points.run_way):
        raise FileError("osm.no_roads", path=names_of(files))
    named = [ref for turn in elements.turns for kind, _, ref in turn.members if kind == "n"]
    ends = points.numbers([*elements.barriers, *named])
    segments = segments_of(points, ends, report, elements)
    if within is not None:
        segments = _within(segments, points, within, report)
    if not len(segments):
        raise FileError("osm.no_roads", path=names_of(files))
    by_tags = directions(elements.uses)[elements.way_use[segments.way]]
    elements = without_unclear(elements, points, segments, by_tags, report)
    open_to = close_islands(
        points, segments, by_tags, elements, least_share=least_share, report=report
    )
    road_map = RoadMap.of(points, segments, elements, open_to, by_tags)
    bans = bans_of(road_map, elements.turns, report)
    used = (open_to != 0).any(axis=1)
    bans = [ban.renumbered(np.cumsum(used) - 1) for ban in bans]
    segments, open_to = segments.of(used), open_to[used]
    if not len(segments):
        raise FileError("osm.no_way_back", path=names_of(files), count=len(elements.way_id))
    used_by = ragged(segments.first, segments.last - segments.first + 1)
    along = np.unique(points.along[used_by])
    lon, lat = points.lon[along], points.lat[along]
    crs = crs or metric_crs_of(lon, lat, near)
    if not holds(lon, lat, crs):
        raise FileError("osm.too_wide", path=names_of(files), west=lon.min(), east=lon.max(),
                        south=lat.min(), north=lat.max())  # fmt: skip
    return _tables(elements, points, segments, open_to, bans, crs=crs, report=report)


def _tables(
    elements: Elements,
    points: Points,
    segments: Segments,
    open_to: NDArray[np.int8],
    bans: list[Ban],
    *,
    crs: str,
    report: OsmReport,
) -> OsmRoads:
    """Join segments to edges, and make the tables."""
    ends = np.concatenate([segments.tail, segments.head])
    xy_m = projected(points.lon, points.lat, crs)
    meet = np.bincount(ends, minlength=len(points.node_id))
    shut = np.zeros(len(points.node_id), dtype=bool)
    shut[points.numbers(elements.barriers)] = True
    shut &= meet > 1  # where a road ends nobody passes
    report.add("barriers", points.node_id[shut].tolist())
    fixed = shut.copy()
    fixed[[node for ban in bans for node in (ban.via_node, ban.to_node)]] = True
    use = elements.way_use[segments.way]
    whole = np.array([
        one.car_kmh == one.car_back_kmh and one.ferry_s is None for one in elements.uses
    ])  # fmt: skip
    # A ferry's time is that of its whole way: two that follow each other stay two.
    ferry = np.array([one.ferry_s is not None for one in elements.uses])
    fixed[ends[np.tile(ferry[use], 2)]] = True
    chains = chains_of(segments, use, open_to, fixed, whole=whole)
    pieces = pieces_of(points, segments, chains, xy_m, shut)
    first = chains.segment[chains.start[:-1]]
    at_barriers = points.numbers(elements.barriers)
    passable = {
        int(at): tuple(bool(getattr(elements.barriers[node], mode)) for mode in MODES)
        for at, node in zip(at_barriers, points.node_id[at_barriers].tolist(), strict=True)
    }
    open_chains = open_to[first][pieces.chain]
    open_pieces = shut_pieces(pieces, open_chains, passable)
    edges, lines = edge_table(elements, segments, chains, pieces, open_pieces)
    nodes = _node_table(edges, lines)
    table = ban_table(bans, segments, chains, pieces, points, open_to=open_chains)
    report.add("edges", count=len(edges))
    report.add("nodes", count=len(nodes))
    report.add("turn_bans", count=len(table))
    return OsmRoads(nodes, edges, lines, table, crs, report)


def _within(
    segments: Segments, points: Points, within: shapely.Geometry, report: OsmReport
) -> Segments:
    """Keep the segments that touch a piece of land."""
    size = segments.last - segments.first + 1
    number = points.along[ragged(segments.first, size)]
    degrees = np.column_stack([points.lon[number], points.lat[number]])
    lines = shapely.linestrings(degrees, indices=np.repeat(np.arange(len(segments)), size))
    if degrees[:, 0].max(initial=0) > TURN_DEG / 2:  # counted on beyond the date line
        within = shapely.union(within, affinity.translate(within, TURN_DEG))
    shapely.prepare(within)
    touches = shapely.intersects(within, lines)
    report.add("outside", count=int((~touches).sum()))
    return segments.of(touches)


def _node_table(edges: pd.DataFrame, lines: NDArray[np.object_]) -> pd.DataFrame:
    """Give the nodes at the ends of edges, in the order of their ids."""
    ids = np.concatenate([edges["tail"], edges["head"]])
    ends = [shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)]
    node, first = np.unique(ids, return_index=True)
    x_m, y_m = np.concatenate(ends)[first].T
    return pd.DataFrame({"node": node, "x_m": x_m, "y_m": y_m})
