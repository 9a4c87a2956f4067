"""What is drawn and written of a study."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.areas import certainty_areas, service_areas
from drenthe_geo.captions import catchment_caption, nearest_caption
from drenthe_geo.io.embedded import read_settings
from drenthe_geo.io.writers import (
    require_folder,
    staged_folder,
    write_csv,
    write_geopackage,
    write_json,
    write_map,
)
from drenthe_geo.report import nearest_table, summary_with_total, times_table
from drenthe_geo.study import make_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    from matplotlib.figure import Figure

    from drenthe_geo.settings import Settings
    from drenthe_geo.study import Study
    from drenthe_geo.travel import Reach


def write_study(
    study: Study, out: str | Path, *, on_step: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Write a study to a folder, once all its files are complete.

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
    out = Path(out).expanduser()
    with staged_folder(out) as folder:
        on_step("maps")
        for name, figure in map_pages(study).items():
            write_map(figure, folder / name)
        on_step("files")
        write_csv(times_table(study.times), folder / "travel_times.csv")
        nearest = nearest_table(study.places, study.stations, study.nearest, study.times)
        write_csv(nearest, folder / "nearest_station.csv")
        write_csv(
            summary_with_total(study.summary, study.manifest), folder / "stations_summary.csv"
        )
        write_geopackage(
            {
                "service_areas": study.service_areas,
                "certainty": study.certainty,
                "reached_roads": study.reached_roads,
                "nearest_station": study.partition,
                "nearest_margin": study.margins,
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
    asked = study.manifest["parameters"]
    cutoffs, own = asked["minutes"], study.manifest["own_files"]
    own_stations = any(name.startswith("stations:") for name in own)
    summary = study.summary
    nobody = summary["name"][summary[f"people_{cutoffs[-1]:g}_min"] == 0]
    maps = (study.layers, study.stations)
    return {
        "kaart_reistijd_per_station.png": catchment_page(
            *maps,
            service_areas(study.reach, cutoffs, drawn),
            summary,
            catchment_caption(study.reach, drawn, cutoffs, own, left_out=nobody),
            fringes=_fringes(study.reach, cutoffs, drawn),
            streets=study.reach.network.lines,
        ),
        "kaart_dichtstbijzijnde_station.png": nearest_page(
            *maps,
            study.partition,
            summary,
            contested=study.margins[study.margins["contested"]],
            caption=nearest_caption(
                study.reach,
                settings,
                own,
                only_nine=asked["stations"] == "nine" and not own_stations,
                nearer=study.manifest["counts"]["people_nearer_to_a_station_not_counted"],
            ),
            abroad=None if any(name.startswith("gemeenten:") for name in own) else "Duitsland",
        ),
    }


def _fringes(reach: Reach, cutoffs: Iterable[float], settings: Settings) -> gpd.GeoDataFrame:
    bands = certainty_areas(reach, cutoffs, settings)
    return bands[bands["band"] == "uncertain"]


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
    require_folder(Path(out).expanduser())
    study = make_study(**choices)
    write_study(study, out)
    return study
