"""OSRM or Valhalla on a file of OpenStreetMap, in a process of its own.

``python3.12 -m benchmarks.osm_asked FOLDER QUESTION ENGINE`` needs numpy and the engines, nothing
of ours. FOLDER has ``asked.json`` (the file, and of each question the mode and whether metres
are what counts) and ``QUESTION.npy`` with the ends of the trips; the answers are written beside
those. One process asks one graph: a second one in it gets wrong answers from OSRM 26.10.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Answer = tuple[float, float, list[float], list[int]]
    """Seconds, metres, how far each end was moved, and the nodes that are passed."""

    Route = Callable[[tuple[float, float], tuple[float, float]], Answer]

NOTHING: Answer = (np.nan, np.nan, [np.nan, np.nan], [])

OSRM_PROFILE = {"car": "car", "bicycle": "bicycle", "walk": "foot"}
VALHALLA_COSTING = {"car": "auto", "bicycle": "bicycle", "walk": "pedestrian"}

WEIGHT_NAME = "weight_name"
"""What a profile of OSRM makes least: the line that says it is changed where metres are asked."""


def _make_graph(file: Path, work: Path, share: Path, mode: str, shortest: bool) -> None:  # noqa: FBT001 - as `osrm_route` has it
    """Let OSRM make its graph of a file."""
    profiles = work / "profiles"
    shutil.copytree(share, profiles)
    profile = profiles / f"{OSRM_PROFILE[mode]}.lua"
    if shortest:
        lines = profile.read_text(encoding="utf-8").splitlines()
        own = [at for at, line in enumerate(lines) if line.strip().startswith(f"{WEIGHT_NAME} ")]
        lines[own[0]] = f"      {WEIGHT_NAME} = 'distance',"
        profile.write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copy(file, work / "roads.osm.pbf")
    graph = work / "roads.osrm"
    for step in (
        ["extract", "-p", str(profile), str(work / "roads.osm.pbf")],
        ["partition", str(graph)],
        ["customize", str(graph)],
    ):
        words = [sys.executable, "-m", "osrm", *step]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def osrm_route(file: Path, folder: Path, mode: str, *, shortest: bool) -> Route:
    """Make OSRM ready: its profile as it ships, or that with the least metres."""
    import osrm  # noqa: PLC0415 - stands in the environment of the servers alone

    work = folder / f"osrm-{mode}-{'shortest' if shortest else 'fastest'}"
    if not work.exists():
        _make_graph(file, work, Path(osrm.__file__).parent / "share/profiles", mode, shortest)
    graph = work / "roads.osrm"
    engine = osrm.OSRM(storage_config=str(graph), algorithm="MLD", use_shared_memory=False)

    def route(start: tuple[float, float], stop: tuple[float, float]) -> Answer:
        asked = osrm.RouteParameters(
            coordinates=[start, stop], annotations=["nodes"], overview="false"
        )
        try:
            answer = engine.Route(asked)
        except RuntimeError:  # no way
            return NOTHING
        found = answer["routes"][0]
        nodes = [int(one) for one in found["legs"][0]["annotation"]["nodes"]]
        moved = [float(one["distance"]) for one in answer["waypoints"]]
        return float(found["duration"]), float(found["distance"]), moved, nodes

    return route


def valhalla_route(file: Path, folder: Path, mode: str, *, shortest: bool) -> Route:
    """Make Valhalla ready: its costing as it ships, or that with the least metres."""
    import valhalla  # noqa: PLC0415 - stands in the environment of the servers alone

    path, tiles = folder / "valhalla.json", folder / "tiles"
    if not path.exists():
        tiles.mkdir()
        config = valhalla.get_config(tile_extract="", tile_dir=str(tiles), verbose=False)
        path.write_text(json.dumps(config), encoding="utf-8")
        build = Path(valhalla.__file__).parent / "bin/valhalla_build_tiles"
        subprocess.run([str(build), "-c", str(path), str(file)], check=True, capture_output=True)
    actor, costing = valhalla.Actor(str(path)), VALHALLA_COSTING[mode]

    def route(start: tuple[float, float], stop: tuple[float, float]) -> Answer:
        asked = {
            "locations": [{"lon": lon, "lat": lat} for lon, lat in (start, stop)],
            "costing": costing,
            "costing_options": {costing: {"shortest": shortest}},
            "directions_type": "none",
        }
        try:
            found = actor.route(asked)["trip"]["summary"]
        except RuntimeError:  # no way
            return NOTHING
        return float(found["time"]), 1000 * float(found["length"]), [np.nan, np.nan], []

    return route


def answers(route: Route, ends: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Ask for every trip."""
    found = [route(tuple(start), tuple(stop)) for start, stop in ends.tolist()]
    seconds, metres, moved, nodes = zip(*found, strict=True)
    return {
        "seconds": np.array(seconds),
        "metres": np.array(metres),
        "moved_m": np.array(moved),
        "nodes": np.array([node for one in nodes for node in one], dtype=np.int64),
        "size": np.array([len(one) for one in nodes]),
    }


def main() -> int:
    """Answer one question by one engine."""
    folder, name, engine = Path(sys.argv[1]), *sys.argv[2:]
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    file, (mode, shortest) = Path(asked["file"]), asked["kinds"][name]
    work = folder / "work"
    work.mkdir(exist_ok=True)
    make = {"osrm": osrm_route, "valhalla": valhalla_route}[engine]
    route = make(file, work, mode, shortest=shortest)
    found = answers(route, np.load(folder / f"{name}.npy"))
    np.savez(folder / f"{name}-{engine}.npz", allow_pickle=False, **found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
