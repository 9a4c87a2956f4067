"""The main job: stations, their catchments, who lives in them; computed, then written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.captions import catchment_caption, nearest_caption
from drenthe_geo.catchments import reached_roads, require_cutoffs, service_areas
from drenthe_geo.errors import LayerError
from drenthe_geo.io.embedded import read_network, read_settings
from drenthe_geo.io.files import read_layer
from drenthe_geo.io.writers import (
    staged_folder,
    write_csv,
    write_geopackage,
    write_json,
    write_map,
)
from drenthe_geo.layers import LAYER_NAMES, places_inside, province_outline, select_stations
from drenthe_geo.partition import nearest_partition
from drenthe_geo.report import (
    manifest,
    nearest_table,
    snap_warnings,
    station_summary,
    times_table,
    with_people,
)
from drenthe_geo.resources import sha256
from drenthe_geo.travel import compute_reach, nearest_facility, travel_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd
    import pandas as pd
    from matplotlib.figure import Figure

    from drenthe_geo.layers import StationSet
    from drenthe_geo.travel import Direction, Reach, TravelTimes

STEPS = ("layers", "network", "times", "areas", "roads", "partition", "tables", "maps", "files")
"""Steps of the job, for a progress display."""


@dataclass(frozen=True)
class Study:
    """Everything that the main job computes.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        The layers that went in.
    stations, places : geopandas.GeoDataFrame
        Facilities and demand of this study.
    reach : Reach
        Times between all junctions and all stations.
    times : TravelTimes
        Minutes from every place to every station.
    nearest : pandas.DataFrame
        Nearest and second nearest station of every place.
    service_areas, reached_roads, partition : geopandas.GeoDataFrame
        Catchments as areas (with ``people``, inhabitants within the cut-off) and as
        road parts; the province by nearest station (with ``people``).
    summary : pandas.DataFrame
        One row per station.
    manifest : dict
        How it was made.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    stations: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    reach: Reach
    times: TravelTimes
    nearest: pd.DataFrame
    service_areas: gpd.GeoDataFrame
    reached_roads: gpd.GeoDataFrame
    partition: gpd.GeoDataFrame
    summary: pd.DataFrame
    manifest: dict[str, Any]


def read_layers(**own: str | Path) -> dict[str, gpd.GeoDataFrame]:
    """Read all layers, your own files in place of some.

    Parameters
    ----------
    **own : str or pathlib.Path
        Layer name = file.

    Returns
    -------
    dict of str to geopandas.GeoDataFrame
        Every layer by name, RD New.

    Raises
    ------
    ArgumentError
        If there is no layer of that name.
    DrentheGeoError
        If a file is refused; see `read_layer`.

    Examples
    --------
    >>> sorted(read_layers())[:3]
    ['exits', 'gemeenten', 'motorways']
    """
    layers = {name: read_layer(name, path) for name, path in own.items()}
    return {name: layers[name] if name in layers else read_layer(name) for name in LAYER_NAMES}


def make_study(
    *,
    which: StationSet = "nine",
    minutes: Iterable[float] | None = None,
    direction: Direction = "to",
    mode: str = "car",
    own_layers: Mapping[str, str | Path] | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Study:
    """Do the main job on the embedded data.

    Parameters
    ----------
    which : {"nine", "all"}
        The stations of Drenthe, or all in service in and around it.
    minutes : iterable of float, optional
        Cut-offs; those of the analysis settings where not given.
    direction : {"to", "from"}
        Trips to the station (default) or from it.
    mode : str
        Mode of travel.
    own_layers : mapping, optional
        Your own file in place of a layer, by layer name.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Study
        All results.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> study = make_study(minutes=[15])
    >>> study.summary.loc["asn", "name"]
    'Assen'
    """
    own = dict(own_layers or {})
    settings = read_settings()
    cutoffs = require_cutoffs(settings.cutoffs_min if minutes is None else minutes)
    on_step("layers")
    layers = read_layers(**own)
    stations = select_stations(layers["stations"], which)
    if stations.empty:
        msg = (
            f"layer 'stations': none is in the set {which!r}; "
            "its role must be drenthe and its status in_service."
        )
        raise LayerError(msg)
    places = places_inside(layers["places"], layers["gemeenten"])
    if places.empty:
        msg = "layer 'places': none lies in the province, so there is nobody to count."
        raise LayerError(msg)
    on_step("network")
    network = read_network(mode)
    on_step("times")
    reach = compute_reach(network, stations, direction=direction)
    times = travel_times(reach, places)
    nearest = nearest_facility(times)
    on_step("areas")
    areas = service_areas(reach, cutoffs, settings)
    on_step("roads")
    roads = reached_roads(reach, cutoffs)
    on_step("partition")
    partition = nearest_partition(reach, province_outline(layers["gemeenten"]), settings)
    on_step("tables")
    summary = station_summary(
        stations, places, times=times, nearest=nearest, partition=partition, areas=areas
    )
    areas = with_people(areas, summary)
    partition.insert(4, "people", partition["facility"].map(summary["people_nearest"]))
    said = manifest(
        profile=network.profile,
        settings=settings,
        parameters={
            "mode": mode,
            "direction": direction,
            "stations": which,
            "minutes": list(cutoffs),
        },
        counts={
            "stations": len(stations),
            "places": len(places),
            "people": int(places["population"].sum()),
            "places_without_route": len(times.unreached),
            "road_edges": network.n_edges,
            "road_nodes": network.n_nodes,
        },
        warnings=[
            *([network.profile.note] if network.profile.note else []),
            *snap_warnings(times, places, stations),
        ],
        own_files={f"{name}: {Path(path).name}": sha256(Path(path)) for name, path in own.items()},
    )
    return Study(
        layers, stations, places, reach, times, nearest, areas, roads, partition, summary, said
    )


def write_study(
    study: Study, out: str | Path, *, on_step: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Write a study to a folder, all files or none.

    Parameters
    ----------
    study : Study
        The study.
    out : str or pathlib.Path
        The folder; made if it is not there.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    FileError
        If the folder cannot be written.
    """
    out = Path(out)
    with staged_folder(out) as folder:
        on_step("maps")
        for name, figure in map_pages(study).items():
            write_map(figure, folder / name)
        on_step("files")
        write_csv(times_table(study.times), folder / "travel_times.csv")
        nearest = nearest_table(study.places, study.stations, study.nearest, study.times)
        write_csv(nearest, folder / "nearest_station.csv")
        write_csv(study.summary.reset_index(), folder / "stations_summary.csv")
        write_geopackage(
            {
                "service_areas": study.service_areas,
                "reached_roads": study.reached_roads,
                "nearest_station": study.partition,
                "stations": study.layers["stations"],
                "sites": study.layers["sites"],
                "gemeenten": study.layers["gemeenten"],
            },
            folder / "catchments.gpkg",
        )
        write_json(study.manifest, folder / "manifest.json")
        names = sorted(path.name for path in folder.iterdir())
    return [out / name for name in names]


def map_pages(study: Study) -> dict[str, Figure]:
    """Draw the maps of a study.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    dict of str to matplotlib.figure.Figure
        The pages, by the name of the file that `write_study` writes.

    Examples
    --------
    >>> sorted(map_pages(make_study(minutes=[15])))
    ['kaart_dichtstbijzijnde_station.png', 'kaart_reistijd_per_station.png']
    """
    from drenthe_geo.pages import catchment_page, nearest_page  # noqa: PLC0415 - matplotlib

    settings = read_settings()
    profile = study.reach.network.profile
    drawn = replace(
        settings,
        road_buffer_m=profile.map_buffer_m,
        cell_m=profile.map_cell_m,
        sample_m=profile.map_cell_m,
    )
    cutoffs = study.manifest["parameters"]["minutes"]
    which, own = study.manifest["parameters"]["stations"], study.manifest["own_files"]
    maps = (study.layers, study.stations)
    nobody = study.summary["name"][study.summary[f"people_{cutoffs[-1]:g}_min"] == 0]
    return {
        "kaart_reistijd_per_station.png": catchment_page(
            *maps,
            service_areas(study.reach, cutoffs, drawn),
            study.summary,
            catchment_caption(study.reach, drawn, cutoffs, own, left_out=nobody),
            streets=study.reach.network.lines,
        ),
        "kaart_dichtstbijzijnde_station.png": nearest_page(
            *maps,
            study.partition,
            study.summary,
            nearest_caption(study.reach, settings, which, own),
        ),
    }


def run(out: str | Path = "results", **choices: Any) -> Study:  # noqa: ANN401 - as make_study
    """Do the main job and write it; see `make_study` for the choices.

    Parameters
    ----------
    out : str or pathlib.Path
        Folder for the results.
    **choices
        Arguments of `make_study`.

    Returns
    -------
    Study
        All results.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, or the folder cannot be written.
    """
    study = make_study(**choices)
    write_study(study, out)
    return study
