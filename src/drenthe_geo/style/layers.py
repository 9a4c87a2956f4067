"""How the layers of answers are drawn: one table for the page, for a GIS and for whoever maps them.

Plain data: which things there are on a layer, told apart by its columns, and the style of each. A
layer is found by the name of its file and its own, ``catchments.stations``, or by its own alone.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from drenthe_geo.style.looks import Look, Part
from drenthe_geo.style.minutes import MINUTE_INKS, minute_ink, mixed
from drenthe_geo.style.table import (
    BAND,
    DOT,
    FRAME,
    GAIN_INKS,
    GAIN_STEPS_MIN,
    GREY,
    LAND,
    LAND_EDGE,
    OWN_LAND,
    SCORE_INKS,
    STYLES,
    TINTS,
    TOWN_INK,
    Style,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from drenthe_geo.style.looks import Group, Test

GROUP_OF: dict[str, Group] = {"Point": "signs", "Line": "signs", "Polygon": "subject"}
"""Where a layer stands that no table knows, by its geometry."""

SCORE_STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Borders between the classes of a score, one scale for all services."""

RAMP_STEPS = 256
"""Steps that a ramp of colours is cut in, as on paper."""


def _named(name: str, *where: Test, style: str = "", casing_pt: float = 0.0) -> Part:
    """Take a style and its words from the table that all legends know."""
    return Part(STYLES[style or name], f"maps.legend.{name}", where=where, casing_pt=casing_pt)


def _gains(column: str) -> tuple[Part, ...]:
    """Tell what is gained in steps; nothing is grey, a loss orange."""
    steps = (*zip(pairwise(GAIN_STEPS_MIN), GAIN_INKS[:-1], strict=True),)
    least: dict[str, object] = {"minutes": 1.0}
    found = [
        Part(replace(DOT, color=ink), "maps.legend.faster_between",
             {"low": low or 1.0, "high": high},
             where=((column, "over", low or 1.0), (column, "up to", high)))
        for (low, high), ink in steps
    ]  # fmt: skip
    last = GAIN_STEPS_MIN[-1]
    found.append(
        Part(replace(DOT, color=GAIN_INKS[-1]), "maps.legend.faster_more", {"minutes": last},
             where=((column, "over", last),))
    )  # fmt: skip
    between: tuple[Test, ...] = ((column, "over", -1.0), (column, "up to", 1.0))
    nothing = Part(STYLES["no_change"], "maps.legend.no_change", least, where=between)
    return (*found, nothing, _named("slower", (column, "up to", -1.0)),
            _named("no_way", (column, "missing", None), style="no_change"))  # fmt: skip


def _minute_steps(column: str) -> tuple[Part, ...]:
    """Tell minutes in steps, each in the ink of its end."""
    ends = tuple(MINUTE_INKS)
    first = Part(replace(DOT, color=minute_ink(ends[0])), "maps.legend.within",
                 {"minutes": ends[0]}, where=((column, "up to", ends[0]),))  # fmt: skip
    steps = [
        Part(replace(DOT, color=minute_ink(high)), "maps.legend.between",
             {"low": low, "high": high}, where=((column, "over", low), (column, "up to", high)))
        for low, high in pairwise(ends)
    ]  # fmt: skip
    beyond = Part(replace(DOT, color="#6b2103"), "maps.legend.beyond", {"minutes": ends[-1]},
                  where=((column, "over", ends[-1]),))  # fmt: skip
    return (first, *steps, beyond, _named("no_way", (column, "missing", None)))


def score_inks() -> list[str]:
    """Give the ink of each class of a score, the lowest first, as on paper.

    >>> score_inks()[0] == SCORE_INKS[0], len(score_inks()) == len(SCORE_STEPS) + 1
    (True, True)
    """
    last, most = len(SCORE_INKS) - 1, len(SCORE_STEPS)
    found = []
    for number in range(most + 1):
        step = min(int(number / most * RAMP_STEPS), RAMP_STEPS - 1) / (RAMP_STEPS - 1) * last
        low = min(int(step), last - 1)
        found.append(mixed(SCORE_INKS[low], SCORE_INKS[low + 1], step - low))
    return found


def score_parts(column: str = "score") -> tuple[Part, ...]:
    """Tell scores in classes, on one scale for all services.

    >>> [part.values for part in score_parts()][:2]
    [{'high': 0.1}, {'low': 0.1, 'high': 0.2}]
    """
    low, high = SCORE_STEPS[0], SCORE_STEPS[-1]
    first, *inks, last = score_inks()
    return (
        Part(replace(BAND, color=first), "style.score.up_to", {"high": low},
             where=((column, "up to", low),)),
        *(
            Part(replace(BAND, color=ink), "style.score.between", {"low": one, "high": other},
                 where=((column, "over", one), (column, "up to", other)))
            for (one, other), ink in zip(pairwise(SCORE_STEPS), inks, strict=True)
        ),
        Part(replace(BAND, color=last), "style.score.over", {"low": high},
             where=((column, "over", high),)),
        _named("excluded", (column, "missing", None)),
    )  # fmt: skip


_STATIONS = (
    _named("intercity", ("intercity", "is", True)),
    _named("station", ("intercity", "is not", True)),
)

LINES = (
    ("new_train", 1.6),
    ("straight_new_train", 1.6),
    ("gone_train", 1.6),
    ("train", 1.6),
    ("straight_train", 1.6),
    ("undecided_train", 0.0),
)
"""What becomes of trains between two stations, the upper first, and the white below each."""

_OTHER = Style("circle", "white", GREY, 1.0, 5.0)

_BANDS = Look(20, "minutes", (Part(BAND, "maps.legend.within"),), "minutes", one_of="facility")

LOOKS: dict[str, Look] = {
    # What lies beneath.
    "neighbours": Look(
        0, parts=(Part(Style("area", LAND, LAND_EDGE, 0.6), "style.neighbours"),), group="ground"
    ),
    "gemeenten": Look(
        1, parts=(Part(Style("area", OWN_LAND, FRAME, 0.6), "maps.legend.gemeente"),),
        group="ground",
    ),
    "motorways": Look(
        41, "parts",
        (
            _named("motorway", ("kind", "is", "motorway"), casing_pt=1.6),
            _named("main_road", ("kind", "is not", "motorway"), ("kind", "is not", "main")),
            replace(_named("plain_road", ("kind", "is", "main")), rare=True),
        ),
        "kind", group="roads",
    ),
    "borders": Look(
        40, "parts",
        (
            _named("outline", ("border", "is", "outline")),
            _named("gemeente", ("border", "is not", "outline")),
        ),
        group="roads",
    ),
    "railways": Look(42, parts=(_named("railway"),), group="roads"),
    "place_names": Look(
        43, parts=(_named("place"),), label="name",
        group="roads", label_pt=7.5, label_ink=TOWN_INK,
    ),
    "roads_end": Look(
        30, parts=(_named("roads_end"),), group="roads", opacity=0.75
    ),
    # The land within times.
    "map_areas": _BANDS,
    "service_areas": replace(_BANDS, unless="map_areas"),
    "reach": replace(_BANDS, one_of="", shown=False, theme="reach"),
    "certainty": Look(
        25, "parts",
        (
            _named("uncertain", ("band", "is", "uncertain")),
            Part(Style("area", "none", STYLES["outline"].color, 0.8), "style.certain",
                 where=(("band", "is", "certain"),)),
        ),
        one_of="facility", shown=False, group="more",
    ),
    "reached_roads": Look(
        26, "minutes", (Part(Style("line", "#225ea8", width_pt=0.8), "maps.legend.within"),),
        "minutes", one_of="facility", shown=False, group="more",
    ),
    "nearest_station": Look(
        10, "tints", (Part(Style("area", TINTS[0], "white", 1.6)),), "facility",
        called="name", opacity=0.75, shown=False, theme="nearest",
    ),
    "nearest_margin": Look(
        11, "parts", (_named("contested", ("contested", "is", True)),), shown=False,
        theme="nearest",
    ),
    # Points.
    "catchments.stations": Look(
        60, "parts",
        (
            _named("intercity", ("intercity", "is", True), ("counted", "is", True)),
            _named("station", ("intercity", "is not", True), ("counted", "is", True)),
            Part(_OTHER, "style.other_station", where=(("counted", "is not", True),
                                                       ("status", "is not", "planned"))),
            # What is planned only is no station yet: it is in the table, and not drawn.
        ),
        label="name", group="signs", strong="counted",
    ),
    "stations": Look(60, "parts", _STATIONS, label="name", group="signs"),
    "catchments.sites": Look(
        55, parts=(_named("site"),), label="name", shown=False, group="more"
    ),
    "sites": Look(55, parts=(_named("site"),), label="name", shown=False, group="more"),
    # What scenarios change.
    "scenario.people": Look(
        50, "parts", _gains("gain_min_"), each="gain_min_", size="population", group="signs"
    ),
    "scenario.places": Look(
        54, "parts", _gains("gain_min_"), each="gain_min_", label="name", shown=False, group="more"
    ),
    "scenario.stations": Look(
        60, "parts", _STATIONS, label="name", group="signs", strong="own",
    ),
    "lines": Look(
        52, "parts",
        tuple(_named(name, ("change", "is", name), casing_pt=white) for name, white in LINES),
        group="signs",
    ),
    "changed_roads": Look(53, parts=(_named("changed_road"),), group="signs"),
    # Sites chosen together.
    "placement.sites": Look(
        65, "parts", (_named("fixed", ("fixed", "is", True)), _named("chosen", ("fixed", "is not",
                                                                             True))),
        bold=True, label="name", group="signs"),
    "candidates": Look(
        64, "parts", (_named("not_chosen", ("chosen", "is not", True)),),
        label_ink=GREY, label_pt=7.5, label="name", group="signs",
    ),
    "demand": Look(50, "parts", _minute_steps("minutes"), size="population", group="signs"),
    "ways": Look(
        45, "tints", (Part(Style("line", TINTS[0], width_pt=0.35)),), "site",
        called="site_name", shown=False, opacity=0.6, theme="ways",
    ),
    # Suggestions.
    "suggestions.sites": Look(
        65, "parts",
        (
            _named("candidate", ("rank", "there", None), ("role", "is not", "own")),
            _named("candidate_own", ("rank", "there", None), ("role", "is", "own")),
            _named("candidate_out", ("rank", "missing", None), ("role", "is not", "own")),
            _named("candidate_own_out", ("rank", "missing", None), ("role", "is", "own")),
        ),
        bold=True, label="name", numbered="rank", group="signs"),
    "new_places": Look(64, parts=(_named("new_place"),), label="near", group="signs"),
    "surface": Look(5, "parts", score_parts(), "score"),
    "excluded_cells": Look(
        4, "parts", (_named("excluded", ("excluded", "over", 0.5)),), "excluded"
    ),
    "surface_cells": Look(6, "parts", score_parts(), "score", shown=False, group="more"),
    # A way.
    "route": Look(50, parts=(Part(STYLES["changed_road"], "style.route"),), group="signs"),
    "legs": Look(
        51, parts=(Part(Style("line", "#7b1fa2", width_pt=1.6), "style.legs"),), shown=False,
        group="more",
    ),
}  # fmt: skip
"""Layers by the name of their file and their own, or their own alone."""


def look_of(file: str, layer: str) -> Look | None:
    """Find how a layer is drawn; nothing where the table does not know it.

    Parameters
    ----------
    file : str
        Name of its file without the ending.
    layer : str
        Its own name.

    Returns
    -------
    Look or None
        How it is drawn.

    Examples
    --------
    >>> look_of("placement", "sites").parts[0].word, look_of("catchments", "stations").order
    ('maps.legend.fixed', 60)
    """
    return LOOKS.get(f"{file}.{layer}", LOOKS.get(layer))


def beside(look: Look, others: Collection[str]) -> Look:
    """Say how a layer is drawn where there are others.

    >>> beside(LOOKS["service_areas"], ["map_areas"]).shown
    False
    """
    return replace(look, shown=False, group="more") if look.unless in others else look


def parts_of(
    look: Look, values: Iterable[object] = (), names: Mapping[object, str] | None = None,
    tints: Mapping[object, str] | None = None, column: str = "",
) -> tuple[Part, ...]:  # fmt: skip
    """Tell the parts of a layer apart.

    Parameters
    ----------
    look : Look
        How it is drawn.
    values : iterable of object
        What there is in its column.
    names : mapping of object to str, optional
        What those are called; themselves where not given.
    tints : mapping of object to str, optional
        The ink of each; those of `TINTS` in their order where not given.
    column : str
        The one of the columns of `Look.each` that is shown.

    Returns
    -------
    tuple of Part
        The parts; those of minutes shortest first, drawn longest first.

    Examples
    --------
    >>> parts = parts_of(look_of("catchments", "service_areas"), [30, 10, 30])
    >>> [(part.values["minutes"], part.style.color) for part in parts]
    [(10, '#225ea8'), (30, '#9bd9b9')]
    """
    there = dict.fromkeys(values)
    if look.how == "minutes":
        shortest = sorted(there, key=lambda one: float(str(one)))
        return tuple(_at_minutes(look, one) for one in shortest)
    if look.how == "tints":
        (part,) = look.parts
        inks = tints or {one: TINTS[at % len(TINTS)] for at, one in enumerate(there)}
        return tuple(
            replace(
                part,
                style=replace(part.style, color=inks[one]),
                name=(names or {}).get(one, str(one)),
                where=((look.column, "is", one),),
            )
            for one in there
        )
    if look.each and column:
        return tuple(
            replace(part, where=tuple((column, how, what) for _, how, what in part.where))
            for part in look.parts
        )
    return tuple(one for one in look.parts if not one.rare or one.where[0][2] in there)


def _at_minutes(look: Look, minutes: object) -> Part:
    (part,) = look.parts
    style = replace(part.style, color=minute_ink(float(str(minutes))))
    where: tuple[Test, ...] = ((look.column, "is", minutes),)
    return replace(part, style=style, values={"minutes": minutes}, where=where)
