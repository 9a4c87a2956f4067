"""Suggestions as files: tables, layers and the dossier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from drenthe_geo.documents import html_of
from drenthe_geo.documents_pdf import pdf_of
from drenthe_geo.dossier_maps import winner_reach
from drenthe_geo.dossier_words import words_of
from drenthe_geo.dossiers import dossier_of
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.siting import read_siting
from drenthe_geo.io.writers import (
    require_folder,
    staged_folder,
    write_csv,
    write_geopackage,
    write_json,
)
from drenthe_geo.matches import services_for_site, sites_for_services
from drenthe_geo.suggestions import make_suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from drenthe_geo.suggestions import Suggestion

TABLE, LAYERS, ABOUT = "suggestions.csv", "suggestions.gpkg", "suggestions.about.json"


def suggestion_table(found: Suggestion) -> pd.DataFrame:
    """Make one row per site, best first.

    Parameters
    ----------
    found : Suggestion
        The suggestion.

    Returns
    -------
    pandas.DataFrame
        ``service``, ``site``, ``name``, ``gemeente``, ``role``, ``rank``, ``score`` and its
        range, ``verdict`` (of the first), ``excluded``, ``near_limit``, ``dominated_by``,
        ``missing``, shares of the draws (``first``, ``top_three`` …), and for every
        criterion its measure, the ends of its range (``_best``, ``_worst``) and its share
        of the score (``share_…``).

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> table = suggestion_table(dg.make_suggestion("rdi", surface=False))
    >>> table["site"].iloc[0], int(table["rank"].iloc[0])
    ('rijkskantoor-mandemaat-assen', 1)
    """
    order = found.ranking.table
    table = order.drop(columns=["excluded", "missing", "dominated_by", "near_limit"])
    table.insert(0, "service", found.brief.service)
    table.insert(1, "name", found.sites["name"].reindex(order.index))
    table.insert(2, "gemeente", found.assessed.gemeente.reindex(order.index))
    table.insert(3, "role", found.sites["role"].reindex(order.index))
    table["verdict"] = [
        found.verdict.word if site == found.verdict.first else "" for site in order.index
    ]
    for name in ("excluded", "near_limit", "dominated_by", "missing"):
        table[name] = order[name]
    table = table.join(found.verdict.shares)
    for name in found.assessed.measures.columns:
        for ending, frame in (
            ("", found.assessed.measures),
            ("_best", found.assessed.best),
            ("_worst", found.assessed.worst),
        ):
            table[f"{name}{ending}"] = frame[name].reindex(order.index)
        if name in found.ranking.shares:
            table[f"share_{name}"] = found.ranking.shares[name]
    return table.rename_axis(index="site").reset_index()


def suggestion_layers(found: Suggestion, reach: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Make the layers of a suggestion.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    reach : geopandas.GeoDataFrame
        See `winner_reach`.

    Returns
    -------
    dict of str to geopandas.GeoDataFrame
        ``sites``, ``reach``, and with a surface ``surface`` and ``new_places``.
    """
    table = suggestion_table(found).set_index("site")
    geometry = found.sites.geometry.loc[table.index]
    layers = {"sites": gpd.GeoDataFrame(table, geometry=geometry, crs=found.sites.crs)}
    if found.surface is not None and found.new_places is not None:
        layers["surface"], layers["new_places"] = found.surface, found.new_places
    layers["reach"] = reach
    return layers


def write_suggestion(
    found: Suggestion,
    out: str | Path,
    *,
    lang: str = "nl",
    top: int = 3,
    on_step: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write a suggestion to a folder, once all its files are complete.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    out : str or pathlib.Path
        The folder; made if it is not there.
    lang : {"nl", "en"}
        Language of the dossier.
    top : int
        How many sites the dossier explains.
    on_step : callable
        Told the name of each step.

    Returns
    -------
    list of pathlib.Path
        ``suggestions.csv``, ``suggestions.gpkg``, ``dossier-SERVICE.html`` and ``.pdf``,
        ``suggestions.about.json``.

    Raises
    ------
    DrentheGeoError
        If an argument is refused or the folder cannot be written.
    """
    out = Path(out).expanduser()
    words_of(lang, found.siting)
    _require_top(top)
    _require_own_folder(out, found.brief.service)
    on_step("dossier")
    reach = winner_reach(found)
    document = dossier_of(found, lang=lang, top=top)
    stem = f"dossier-{found.brief.service}"
    on_step("files")
    with staged_folder(out) as folder:
        write_csv(suggestion_table(found), folder / TABLE, decimals=4)
        write_geopackage(suggestion_layers(found, reach), folder / LAYERS)
        page = folder / f"{stem}.html"
        page.write_text(html_of(document), encoding="utf-8", newline="\n")
        (folder / f"{stem}.pdf").write_bytes(pdf_of(document))
        write_json(found.manifest, folder / ABOUT)
        names = sorted(path.name for path in folder.iterdir())
    return [out / name for name in names]


def run_suggest(
    service: str,
    out: str | Path,
    *,
    lang: str = "nl",
    top: int = 3,
    on_step: Callable[[str], None] = lambda _: None,
    **how: Any,  # noqa: ANN401 - arguments of make_suggestion
) -> tuple[Suggestion, list[Path]]:
    """Suggest sites for a service and write what was found.

    Parameters
    ----------
    service : str
        Id of a service, see `read_services`.
    out : str or pathlib.Path
        Folder for the results.
    lang : {"nl", "en"}
        Language of the dossier.
    top : int
        How many sites the dossier explains.
    on_step : callable
        Told the name of each step.
    **how
        See `make_suggestion`.

    Returns
    -------
    found : Suggestion
        What was found.
    files : list of pathlib.Path
        What was written.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused; nothing is written.
    """
    require_folder(Path(out).expanduser())
    _require_own_folder(Path(out).expanduser(), service)
    words_of(lang, read_siting())  # what is wrong is said before anything is computed
    _require_top(top)
    found = make_suggestion(service, on_step=on_step, **how)
    return found, write_suggestion(found, out, lang=lang, top=top, on_step=on_step)


def write_services_for_site(
    site: str,
    out: str | Path,
    *,
    sites: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    on_step: Callable[[str], None] = lambda _: None,
) -> tuple[pd.DataFrame, list[Path]]:
    """Write which services suit a site.

    Parameters
    ----------
    site : str
        Id of a site, see `services_for_site`.
    out : str or pathlib.Path
        Folder for ``services.csv``.
    sites : str or pathlib.Path, optional
        File of points of your own that holds the site.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    on_step : callable
        Told the name of each step.

    Returns
    -------
    table : pandas.DataFrame
        What was written.
    files : list of pathlib.Path
        Where.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused; nothing is written.
    """
    out = Path(out).expanduser()
    require_folder(out)
    how: Any = {"sites": sites, "scenarios": list(scenarios), "on_step": on_step}
    table = services_for_site(site, **how)
    return table, _write_table(table.reset_index(), out, "services.csv")


def write_sites_for_services(
    out: str | Path,
    *,
    sites: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    on_step: Callable[[str], None] = lambda _: None,
) -> tuple[pd.DataFrame, list[Path]]:
    """Write which sites suit every service.

    Parameters
    ----------
    out : str or pathlib.Path
        Folder for ``matches.csv``.
    sites : str or pathlib.Path, optional
        File of points of your own, see `sites_for_services`.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    on_step : callable
        Told the name of each step.

    Returns
    -------
    table : pandas.DataFrame
        What was written.
    files : list of pathlib.Path
        Where.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused; nothing is written.
    """
    out = Path(out).expanduser()
    require_folder(out)
    table = sites_for_services(sites=sites, scenarios=list(scenarios), on_step=on_step)
    return table, _write_table(table, out, "matches.csv")


def _write_table(table: pd.DataFrame, out: Path, name: str) -> list[Path]:
    with staged_folder(out) as folder:
        write_csv(table, folder / name, decimals=4)
    return [out / name]


def _require_own_folder(out: Path, service: str) -> None:
    """Refuse to put one service's figures beside another's dossier."""
    for other in sorted(out.glob("dossier-*.html")):
        if other.stem != f"dossier-{service}":
            msg = (
                f"--out {str(out)!r}: holds {other.name}, whose figures would be replaced; give "
                "another folder."
            )
            raise ArgumentError(msg)


def _require_top(top: int) -> None:
    if top < 1:
        msg = f"--top {top}: must be 1 or more."
        raise ArgumentError(msg)
