"""Out of files: what a service asks of a site, and a user's own weights over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.sourced import read_own_toml
from drenthe_geo.errors import ArgumentError, FileError, unknown_choice
from drenthe_geo.siting.fit.housing import read_housing, with_housing
from drenthe_geo.siting.model import Brief, Needs, Siting, listed, require_needs
from drenthe_geo.siting.no_trains import need_trains, without_trains
from drenthe_geo.siting.own.wishes import with_needs
from drenthe_geo.siting.targets import SITES, STATIONS, ids_of
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.siting.weights.viewpoints import mean_weights, viewpoint_weights
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.table import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Target

TABLES = ("weights", "limits")

LIFTED = "no_limits"
"""Line of a user's file that names the limits that are taken off."""

NOTHING = Needs({}, {}, ())
"""What a service asks that needs no more than its kind."""


def read_services(area: Area) -> pd.DataFrame:
    """Read the government services that the profile names, present or wanted.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    pandas.DataFrame
        Index ``service``; ``name``, ``ministry``, ``kind``, ``themes`` and ``regions``
        (split by ``;``), ``status``, ``site`` (where it is now), ``relations`` (split by
        ``;``), ``mention`` (place in the profile), ``source``.

    Examples
    --------
    >>> read_services(area).loc["veldregister", "regions"]
    'Noord'
    """
    return area.table("services").set_index("service")


def named_services(area: Area) -> pd.DataFrame:
    """Read the services of an area that must have some: nobody publishes those of most."""
    services = read_services(area)
    if services.empty:
        raise ArgumentError("siting.no_services", area=area.name)
    return services


def read_brief(
    area: Area,
    service: str,
    weights: Needs | Mapping[str, float] | None = None,
    *,
    viewpoint: str = "",
    siting: Siting | None = None,
) -> Brief:
    """Read what a service asks of a site.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Id of a service, see `read_services`.
    weights : Needs or mapping of str to float, optional
        Weights of your own over those of the service: by criterion, or as `read_weights`
        reads them from a file.
    viewpoint : str
        Whose weights count, see `Siting.viewpoints`; the mean of all where not given.
    siting : Siting, optional
        The choices; those of the area where not given.

    Returns
    -------
    Brief
        Its themes, regions, weights and limits.

    Raises
    ------
    ArgumentError
        If there is no such service, criterion or viewpoint, or a weight is refused.

    Examples
    --------
    >>> read_brief(area, "grensdouane").themes
    ('logistics', 'security')
    >>> read_brief(area, "grensdouane", {"exit_car_min": 40}).weights["exit_car_min"]
    40
    """
    services = named_services(area)
    if service not in services.index:
        raise unknown_choice("service", service, services.index)
    choices = read_siting(area) if siting is None else siting
    row = services.loc[service].to_dict()
    unknown = _unanswered(area, choices, row)
    trains = need_trains(area, choices, row)
    brief = brief_of(choices, service, row, viewpoint=viewpoint, unknown=unknown)
    if brief.unknown:
        brief = replace(
            brief, unknown_weigh=_weigh(brief.unknown, choices, service, row, viewpoint)
        )
    brief = with_housing(brief, read_housing(area, service, choices))
    if trains:
        out = (*unknown, *trains)
        left = brief_of(choices, service, row, viewpoint=viewpoint, unknown=out)
        brief = without_trains(replace(left, unknown=brief.unknown), brief, trains)
    if weights is None:
        return brief
    if isinstance(weights, Mapping):
        weights = Needs(dict(weights), {}, (Message("siting.needs.of_user"),))
    for name in (*weights.weights, *weights.limits):
        if name in trains:
            raise ArgumentError("siting.needs.no_trains", criterion=name, area=area.name)
    return with_needs(brief, weights, choices.criteria)


def _unanswered(area: Area, siting: Siting, row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Name the criteria that the area's data answer nowhere for a service.

    No place of learning teaches its themes, it has no relations, the area has none of the places
    that a criterion goes to (an exit of a motorway, say), it names no sites, or nobody tells what
    homes cost.
    """
    themes = listed(row["themes"])
    wanted = {word for theme in themes for word in siting.themes.get(theme, ())}
    found = [] if listed(row["relations"]) else list(siting.of_kind("relations"))
    for name, one in siting.of_kind("learning").items():
        schools = area.layer(one.place.layer)
        taught = schools.loc[ids_of(one.place, schools), "themes"]
        if not any(wanted & set(listed(words)) for words in taught):
            found.append(name)
    # For what is not told nothing is asked, so nothing of it counts as opened.
    unopened = area.fresh()
    found += [name for name, one in siting.of_kind("nearest").items()
              if _goes_nowhere(unopened, one.place)]  # fmt: skip
    if SITES not in unopened.layer_names or unopened.layer(SITES).empty:
        # Of partners nothing is known then, and not that there are none.
        found += siting.of_kind("neighbours")
    homes = siting.of_kind("dwellings")
    if homes and unopened.table("dwellings").empty:
        found += homes
    return tuple(found)


def _weigh(
    names: Collection[str], siting: Siting, service: str, row: Mapping[Any, Any], viewpoint: str
) -> float:
    """Add up what of 100 some criteria weigh where all that a service asks for is known."""
    whole = brief_of(siting, service, row, viewpoint=viewpoint).weights
    return 100 * sum(whole.get(name, 0.0) for name in names) / sum(whole.values())


def _goes_nowhere(area: Area, target: Target) -> bool:
    """Tell whether the area has no place of those that are meant; sites may come by a scenario."""
    if target.layer in {SITES, STATIONS} or target.layer not in area.layer_names:
        return False
    there = area.layer(target.layer)
    return not target.points_rd and ids_of(target, there).empty


def brief_of(
    siting: Siting,
    service: str,
    row: Mapping[Any, Any],
    *,
    viewpoint: str = "",
    unknown: tuple[str, ...] = (),
) -> Brief:
    """Say what a service asks, from its row of `read_services`; `unknown` criteria are out."""
    if viewpoint and viewpoint not in siting.viewpoints:
        raise unknown_choice("viewpoint", viewpoint, siting.viewpoints)
    if row["kind"] not in siting.kinds:
        kind = Message("noun.kind_of", service=service)
        raise unknown_choice(kind, str(row["kind"]), siting.kinds)
    themes = listed(row["themes"])
    for theme in themes:
        if theme not in siting.themes:
            raise unknown_choice(Message("noun.theme_of", service=service), theme, siting.themes)
    if not themes:
        choices = list(siting.themes)
        raise ArgumentError("siting.needs.no_theme", service=service, choices=choices)
    needs, own = siting.kinds[str(row["kind"])], siting.overrides.get(service, NOTHING)
    asked = {name: times for name, times in needs.weights.items() if name not in unknown}
    more = {name: weight for name, weight in own.weights.items() if name not in unknown}
    try:
        views = viewpoint_weights(siting, asked, more)
    except ArgumentError:
        out = [name for name in unknown if name in {**needs.weights, **own.weights}]
        if not out:
            raise
        titles = [siting.criteria[name].title_in for name in out]
        told = [Texts(**{lang: title(lang) for lang in LANGUAGES}) for title in titles]
        raise ArgumentError("siting.needs.nothing_told", service=service, criteria=told) from None
    weights = views[viewpoint] if viewpoint else mean_weights(views)
    eyes = [siting.viewpoints[viewpoint]] if viewpoint else list(siting.viewpoints.values())
    said = [source for one in eyes for source in one.sources]
    weighed, limited = {**needs.weights, **own.weights}, {**needs.limits, **own.limits}
    return Brief(
        service=service,
        name=str(row["name"]),
        ministry=str(row["ministry"]),
        kind=str(row["kind"]),
        status=str(row["status"]),
        themes=themes,
        regions=listed(row["regions"]),
        relations=listed(row["relations"]),
        site="".join(listed(row["site"])),
        mention=str(row["mention"]),
        weights={name: weights[name] for name in siting.criteria if name in weights},
        limits={
            name: limit for name, limit in limited.items() if name not in {*own.lifted, *unknown}
        },
        sources=(*said, *needs.sources, *own.sources),
        viewpoints=views,
        viewpoint=viewpoint,
        own_file="".join(listed(row.get("own_file"))),
        names=_names(row.get("names")),
        unknown=tuple(name for name in unknown if name in {*weighed, *limited}),
    )


def _names(given: object) -> dict[str, str]:
    """Take a name by language; nothing where there is one alone."""
    return dict(given) if isinstance(given, Mapping) else {}


def read_weights(path: Path, siting: Siting) -> Needs:
    """Read a user's file of weights.

    Parameters
    ----------
    path : pathlib.Path
        TOML with lines such as ``relations_min = 3`` and, if you like, a table ``[limits]`` and
        a line ``no_limits = ["station_walk_min"]``.
    siting : Siting
        The criteria that exist.

    Returns
    -------
    Needs
        What it says.

    Raises
    ------
    FileError
        If the file cannot be read, or is empty.
    ArgumentError
        If there is no such criterion, or a number is refused.
    """
    raw = read_own_toml(path, Message("layers.of_weights"))
    lifted = _lifted(raw, path.name)
    plain = {name: value for name, value in raw.items() if name not in TABLES}
    tables = {name: raw.get(name, {}) for name in TABLES}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise FileError("siting.weights.no_table", file=path.name, table=name)
    for name, value in plain.items():
        if isinstance(value, dict):
            wrong = unknown_choice("table", name, [f"[{table}]" for table in TABLES])
            raise FileError("siting.weights.wrong", file=path.name, why=wrong.message)
    if not plain and not lifted and not any(tables.values()):
        raise FileError("siting.weights.empty", file=path.name)
    both = sorted(plain.keys() & tables["weights"].keys())
    if both:
        raise FileError("siting.weights.both", file=path.name, names=both)
    source = Message("siting.needs.of_file", file=path.name)
    weights = {**plain, **tables["weights"]}
    needs = Needs(weights, tables["limits"], (source,), tuple(lifted))
    try:
        require_needs(needs, siting.criteria)
    except ArgumentError as error:
        raise ArgumentError("siting.weights.wrong", file=path.name, why=error.message) from error
    return needs


def _lifted(raw: dict[str, Any], file: str) -> list[str]:
    """Take the names of limits that are taken off out of a file; none may be given in it too."""
    lifted, limits = raw.pop(LIFTED, []), raw.get("limits")
    if not (isinstance(lifted, list) and all(isinstance(one, str) for one in lifted)):
        raise FileError("siting.weights.no_list", file=file, name=LIFTED)
    for name in lifted:
        if isinstance(limits, Mapping) and name in limits:
            why = Message("siting.needs.lifted_and_limited", criterion=name)
            raise FileError("siting.weights.wrong", file=file, why=why)
    return lifted
