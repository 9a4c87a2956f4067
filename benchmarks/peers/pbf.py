"""The full network as an OpenStreetMap extract, for servers that read nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.problem import Problem


def write_pbf(problem: Problem, path: Path, *, shaped: bool) -> dict[str, int]:
    """Write every edge as a way; straight from end to end, or with its course and its class.

    A straight way says its seconds in a tag of its own, so that a server can be told to take
    exactly as long as we do.
    """
    import osmium  # noqa: PLC0415 - stands in the environment of the servers alone

    arrays = problem.arrays
    lon, lat = arrays["lon"].tolist(), arrays["lat"].tolist()
    path.unlink(missing_ok=True)
    ends = np.column_stack([arrays["tail"], arrays["head"]]).tolist()
    ways: list[list[int]] = []
    nodes = list(zip(lon, lat, strict=True))
    if shaped:
        course, first = arrays["course"], arrays["course_first"]
        for at, (tail, head) in enumerate(ends):
            inner = course[first[at] + 1 : first[at + 1] - 1].tolist()
            begin = len(nodes)
            nodes += [(x, y) for x, y in inner]
            ways.append([tail, *range(begin, begin + len(inner)), head])
    else:
        ways = ends
    with osmium.SimpleWriter(str(path)) as writer:
        for number, (x, y) in enumerate(nodes, start=1):
            node = osmium.osm.mutable.Node(id=number, version=1, location=(x, y))
            writer.add_node(node)
        kinds, kmh = arrays["highway"].tolist(), arrays["maxspeed_kmh"].tolist()
        oneway, time_ds = arrays["oneway"].tolist(), arrays["time_ds"].tolist()
        for at, way in enumerate(ways):
            tags = {"highway": kinds[at], "maxspeed": str(kmh[at])}
            if oneway[at]:
                tags["oneway"] = "yes"
            if not shaped:
                tags = {"highway": "road", "ds": str(time_ds[at]), **tags}
            writer.add_way(
                osmium.osm.mutable.Way(
                    id=at + 1, version=1, nodes=[one + 1 for one in way], tags=tags
                )
            )
    return {"nodes": len(nodes), "ways": len(ways)}
