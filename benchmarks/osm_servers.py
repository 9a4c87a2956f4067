"""Our times beside OSRM's and Valhalla's, all out of one file of OpenStreetMap.

``python -m benchmarks.osm_servers FILE --servers python3.12``: the servers run under a Python
that has their wheels; there this file is a script of its own, which needs numpy alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE, EACH, LEAST_M = 40, 60, 250.0
"""Places on each side of the table; stretches of a class, and how long those are."""

BANDS_MIN = (5, 10, 15, 20, 30)

BINARY = Path(__file__).resolve()


def osrm_s(file: Path, work: Path, asked: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401 - arrays by name
    """Seconds of the table and of the stretches, by OSRM's car."""
    import osrm  # noqa: PLC0415 - stands in the environment of the servers alone

    (work / "roads.osm.pbf").write_bytes(file.read_bytes())
    profile = Path(osrm.__file__).parent / "share/profiles/car.lua"
    for words in (["extract", "-p", profile, work / "roads.osm.pbf"],
                  ["contract", work / "roads.osrm"]):  # fmt: skip
        subprocess.run([sys.executable, "-m", "osrm", *map(str, words)], check=True,
                       capture_output=True)  # fmt: skip
    engine = osrm.OSRM(
        algorithm="CH", storage_config=str(work / "roads.osrm"), use_shared_memory=False
    )

    def table(starts: NDArray[np.float64], stops: NDArray[np.float64]) -> NDArray[np.float64]:
        points = np.concatenate([starts, stops]).tolist()
        answer = engine.Table(
            osrm.TableParameters(
                coordinates=[tuple(point) for point in points],
                sources=list(range(len(starts))),
                destinations=list(range(len(starts), len(points))),
                annotations=["duration"],
            )
        )
        return np.array([[np.nan if one is None else float(one) for one in row]
                         for row in answer["durations"]])  # fmt: skip

    pairs = zip(asked["begin"], asked["end"], strict=True)
    each = [table(begin[None], end[None])[0, 0] for begin, end in pairs]
    return table(asked["starts"], asked["stops"]), np.array(each)


def valhalla_s(
    file: Path,
    work: Path,
    asked: Any,  # noqa: ANN401 - arrays by name
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Seconds of the same by Valhalla's."""
    import valhalla  # noqa: PLC0415 - stands in the environment of the servers alone

    (work / "tiles").mkdir()
    (work / "tiles.tar").touch()  # it asks where that is, and would rather read it
    settings = valhalla.get_config(
        tile_extract=str(work / "tiles.tar"), tile_dir=str(work / "tiles"), verbose=False
    )
    del settings["mjolnir"]["tile_extract"]
    (work / "valhalla.json").write_text(json.dumps(settings), encoding="utf-8")
    tool = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    words = [tool, "-c", work / "valhalla.json", file]
    subprocess.run([str(one) for one in words], check=True, capture_output=True)
    actor = valhalla.Actor(settings)

    def table(starts: NDArray[np.float64], stops: NDArray[np.float64]) -> NDArray[np.float64]:
        ends = [[{"lon": x, "lat": y} for x, y in points.tolist()] for points in (starts, stops)]
        answer = actor.matrix(
            {"sources": ends[0], "targets": ends[1], "costing": "auto", "verbose": False}
        )
        rows = answer["sources_to_targets"]["durations"]
        return np.array([[np.nan if one is None else float(one) for one in row] for row in rows])

    each = []
    for begin, end in zip(asked["begin"], asked["end"], strict=True):
        try:
            each.append(table(begin[None], end[None])[0, 0])
        except RuntimeError:  # a place where its car may not be
            each.append(np.nan)
    return table(asked["starts"], asked["stops"]), np.array(each)


def ours(file: Path) -> dict[str, Any]:
    """Choose places and stretches of roads for cars, with our seconds."""
    import geopandas as gpd  # noqa: PLC0415 - not in the environment of the servers
    import pandas as pd  # noqa: PLC0415 - as above
    import pyproj  # noqa: PLC0415 - as above
    import shapely  # noqa: PLC0415 - as above

    import drenthe_geo as dg  # noqa: PLC0415 - as above
    from benchmarks.drenthe import DRENTHE  # noqa: PLC0415 - as above
    from drenthe_geo.io.osm import network_of_osm  # noqa: PLC0415 - as above
    from drenthe_geo.osm.origin import origin_of  # noqa: PLC0415 - as above
    from drenthe_geo.osm.read import read_osm  # noqa: PLC0415 - as above
    from drenthe_geo.osm.rules import read_rules  # noqa: PLC0415 - as above

    roads = read_osm(file, read_rules())
    network = network_of_osm(roads, dg.read_profile(DRENTHE, "car"), origin_of(file))
    park_s = network.profile.park_min * 60
    rng = np.random.default_rng(3)
    table, lines = network.edges.reset_index(drop=True), network.lines
    joined = table.index[table["road_class"].isin(["residential", "unclassified", "tertiary"])]
    at = rng.choice(joined, 2 * SIDE, replace=False)
    places = shapely.line_interpolate_point(lines[at], 0.5, normalized=True)
    points = gpd.GeoDataFrame(geometry=places, crs=network.crs)
    reach = dg.roads.compute_reach(network, points.iloc[SIDE:].reset_index(drop=True))
    times = dg.roads.travel_times(reach, points.iloc[:SIDE].reset_index(drop=True)).minutes
    long = table[table["length_m"] >= LEAST_M]
    parts = [
        part.sample(min(EACH, len(part)), random_state=5) for _, part in long.groupby("road_class")
    ]
    chosen = pd.concat(parts)
    move = pyproj.Transformer.from_crs(network.crs, "EPSG:4326", always_xy=True)

    def degrees(points_m: Any) -> NDArray[np.float64]:  # noqa: ANN401 - shapely's points
        return np.column_stack(move.transform(*shapely.get_coordinates(points_m).T))

    begin, end = (
        shapely.line_interpolate_point(lines[chosen.index], share, normalized=True)
        for share in (0.25, 0.75)
    )
    return {
        "starts": degrees(places[:SIDE]),
        "stops": degrees(places[SIDE:]),
        "begin": degrees(begin),
        "end": degrees(end),
        "table": times.to_numpy(na_value=np.nan) * 60 - park_s,
        "each": network.time_ds[chosen.index] / 20,
        "free": (network.time_ds[chosen.index] - chosen["junction_ds"]) / 20,
        "class": chosen["road_class"].to_numpy(dtype=str),
    }


def quartiles(ratio: NDArray[np.float64]) -> str:
    """Say the median, and the tenth to the ninetieth of a hundred."""
    ratio = ratio[np.isfinite(ratio)]
    low, middle, high = np.percentile(ratio, [10, 50, 90])
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def text(file: Path, servers: str) -> str:
    """Compare them all."""
    from benchmarks.report import paragraph, table_text  # noqa: PLC0415 - not where they run

    asked = ours(file)
    rows: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        np.savez(Path(name) / "asked.npz", **asked)
        for server in ("osrm", "valhalla"):
            work = Path(name) / server
            work.mkdir()
            words = [servers, str(BINARY), "child", server, str(file), str(work)]
            subprocess.run(words, check=True)
            found = np.load(work / "found.npz")
            ratio = asked["table"] / found["table"]
            minutes = found["table"] / 60
            rows.setdefault("all trips", []).append(quartiles(ratio.ravel()))
            for low, high in zip((1, *BANDS_MIN[:-1]), BANDS_MIN, strict=True):
                of = (minutes >= low) & (minutes < high)
                rows.setdefault(f"{low}–{high} minutes", []).append(quartiles(ratio[of]))
            for road_class in np.unique(asked["class"]):
                of = asked["class"] == road_class
                label = f"{road_class}, {of.sum()} stretches without junctions"
                each = (asked["free"] / found["each"])[of]
                rows.setdefault(label, []).append(quartiles(each))
    return "\n".join([
        paragraph(
            f"**Roads of OpenStreetMap beside OSRM and Valhalla** (`osm_servers.py`), all three "
            f"from {file.name}, each with its own car: our free minutes over theirs, the median "
            f"and the tenth to the ninetieth of a hundred. {SIDE} × {SIDE} trips from door to door "
            f"without parking; below them half of single stretches of at least {LEAST_M:.0f} m."
        ),
        "",
        *table_text(
            ["our time over theirs", "OSRM", "Valhalla"],
            [(name, *each) for name, each in rows.items()],
        ),
    ])  # fmt: skip


def main(words: list[str]) -> None:
    """Compare, or be the child that asks one server."""
    if words[0] != "child":
        from benchmarks.report import write_part  # noqa: PLC0415 - not in their environment

        said = text(Path(words[0]).resolve(), words[words.index("--servers") + 1])
        print(said)
        write_part("osm_servers", said)
        return
    _, server, file, work = words
    asked = np.load(Path(work).parent / "asked.npz", allow_pickle=False)
    found = {"osrm": osrm_s, "valhalla": valhalla_s}[server](Path(file), Path(work), asked)
    np.savez(Path(work) / "found.npz", table=found[0], each=found[1])


if __name__ == "__main__":
    main(sys.argv[1:])
