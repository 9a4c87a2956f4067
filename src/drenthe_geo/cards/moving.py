"""Maps that move, made with folium: what a result says of a place when one points at it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.cards.write import area_of, words_for
from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.crs import WGS84
from drenthe_geo.errors import ArgumentError
from drenthe_geo.style.minutes import MINUTE_INKS, minute_ink
from drenthe_geo.style.table import GAIN_INKS, GAIN_STEPS_MIN, INK, STYLES
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.reach.study import Study
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.words.table import Words

SIMPLIFIED_M, DEGREES = 40.0, 5
"""Areas are drawn true to this, and places to so many decimals, a metre: it is a screen."""

FILL = 0.55

NARROW, ROOMY = 5, 8
"""Radius of a small and of a large dot, in pixels."""


def explore(result: Any, lang: str = "en", **options: object) -> Any:  # noqa: ANN401 - folium has no types
    """Show a result on a map that moves, in a notebook or a browser.

    Colours are those of the maps on paper; pointing at something says what it is. The map below
    and the script come over the network when it is shown.

    Parameters
    ----------
    result : Study, Comparison, Suggestion or Locations
        The result, or an answer with one of these.
    lang : str
        Language of what it says.
    **options : object
        For `folium.Map`: ``tiles=None`` draws no map below, for one.

    Returns
    -------
    folium.Map
        The map; ``save("map.html")`` keeps it.

    Raises
    ------
    ArgumentError
        If folium is not installed, or the result has nothing to move about.

    Examples
    --------
    >>> shown = explore(dg.ask_stations(area, minutes=[10]))
    >>> type(shown).__name__, "Venendal" in shown.get_root().render()
    ('Map', True)
    """
    require_extra("folium", "explore")
    held = getattr(result, "result", result)
    draw = EXPLORED.get(type(held).__name__)
    if draw is None:
        given = type(held).__name__
        raise ArgumentError("cards.not_explored", given=given, known=[*EXPLORED])
    import folium  # noqa: PLC0415 - an extra

    words = words_for(area_of(result), lang)
    asked: dict[str, Any] = {"prefer_canvas": True, **options}
    moved = folium.Map(**asked)
    draw(held, moved, words)
    bounds = np.array([layer.get_bounds() for layer in moved._children.values()  # noqa: SLF001 - no other way
                       if isinstance(layer, folium.FeatureGroup)], dtype=float)  # fmt: skip
    low, high = np.nanmin(bounds[:, 0], axis=0), np.nanmax(bounds[:, 1], axis=0)
    moved.fit_bounds([low.tolist(), high.tolist()])
    folium.LayerControl(collapsed=False).add_to(moved)
    return moved


def _add(moved: Any, name: str, ink: str, shapes: gpd.GeoDataFrame, **look: object) -> None:  # noqa: ANN401
    """Add a layer of one ink; all columns are said when one points at it.

    What a user named is text: folium would take it for HTML.
    """
    import folium  # noqa: PLC0415 - an extra

    if shapes.empty:
        return
    columns = [column for column in shapes.columns if column != "geometry"]
    said = shapes[["geometry"]].assign(
        **{
            f"c{n}": [escape(str(one)) for one in shapes[column]]
            for n, column in enumerate(columns)
        }
    )
    group = folium.FeatureGroup(name=f'<span style="color:{ink}">●</span> {escape(name)}')
    style: dict[str, Any] = {"color": ink, "fillColor": ink, "fillOpacity": FILL, "weight": 1}
    style |= look
    radius = style.pop("radius", NARROW)
    placed = said.to_crs(WGS84)
    placed = placed.set_geometry(shapely.transform(placed.geometry, lambda xy: xy.round(DEGREES)))
    folium.GeoJson(
        placed.to_json(drop_id=True),
        marker=folium.CircleMarker(radius=radius, fill=True),
        style_function=lambda _: style,
        tooltip=folium.GeoJsonTooltip(
            [f"c{n}" for n in range(len(columns))], aliases=[escape(one) for one in columns]
        ),
    ).add_to(group)
    group.add_to(moved)


def _study(study: Study, moved: Any, words: Words) -> None:  # noqa: ANN401
    areas, names = study.service_areas, study.stations["name"]
    say = words.group("cards.explore.column")
    for minutes in sorted(study.cutoffs_min, reverse=True):
        some = areas[areas["minutes"] == minutes]
        text = words.say("cards.explore.minutes", minutes=minutes)
        columns: Mapping[str, Any] = {
            say["station"]: some["facility"].map(names),
            say["time"]: text,
            say["people"]: _numbers(words, some["people"]),
        }
        shapes = some.geometry.simplify(SIMPLIFIED_M)
        _add(moved, text, minute_ink(minutes), _frame(columns, shapes), weight=0.5)
    columns = {say["station"]: names}
    look = {"color": INK, "fillColor": "#ffffff", "fillOpacity": 1, "weight": 2}
    _add(moved, say["stations"], INK, _frame(columns, study.stations.geometry), **look)


def _comparison(found: Comparison, moved: Any, words: Words) -> None:  # noqa: ANN401
    summary, table, say = found.summary, found.tables["places"], words.group("cards.explore.column")
    most = str(summary["people_gaining"].idxmax())
    rows = table[table["destination"] == most].set_index("place")
    rows = rows.loc[rows.index.intersection(found.places.index)]
    steps = [*GAIN_STEPS_MIN, np.inf]
    changed = rows["people_gaining"] + rows["people_losing"] > 0
    gain = rows["gain_min"].where(changed, 0.0)
    kinds: list[tuple[Any, str, str, dict[str, float]]] = [
        (gain < 0, STYLES["slower"].color, "cards.explore.slower", {}),
        (gain == 0, STYLES["no_change"].color, "cards.explore.same", {}),
    ]
    for low, high, ink in zip(steps, steps[1:], GAIN_INKS, strict=False):
        kinds.append(((gain > low) & (gain <= high), ink, "cards.explore.gain", {"low": low}))
    for is_in, ink, key, values in kinds:
        some = rows[is_in]
        columns = {
            say["place"]: some["name"],
            say["people"]: _numbers(words, some["people"]),
            say["before"]: _minutes(words, some["minutes_before"]),
            say["after"]: _minutes(words, some["minutes_after"]),
        }
        shapes = found.places.geometry.loc[some.index]
        _add(moved, words.say(key, **values), ink, _frame(columns, shapes), radius=ROOMY)


def _suggestion(found: Suggestion, moved: Any, words: Words) -> None:  # noqa: ANN401
    sites, say = found.sites, words.group("cards.explore.column")
    scores = found.ranking.table.reindex(sites.index)
    scored = scores[["score", "score_low", "score_high"]].itertuples(index=False)
    rank = ["" if pd.isna(one) else f"{one:.0f}" for one in scores["rank"]]
    said = [
        words.say("cards.unit.range", value=one, low=low, high=high) if pd.notna(one) else ""
        for one, low, high in scored
    ]
    frame = _frame(
        {say["site"]: sites["name"], say["rank"]: rank, say["score"]: said}, sites.geometry
    )
    ranked = scores["rank"].notna().to_numpy()
    for is_in, style, key in ((~ranked, "candidate_out", "out"), (ranked, "candidate", "ranked")):
        ink = STYLES[style].color
        _add(moved, words.say(f"cards.explore.{key}"), ink, frame[is_in], radius=ROOMY)


def _locations(found: Locations, moved: Any, words: Words) -> None:  # noqa: ANN401
    say = words.group("cards.explore.column")
    cells = _cells(found.people)
    steps = np.array([*MINUTE_INKS, np.inf])
    for low, high in zip([0.0, *steps], steps, strict=False):
        some = cells[(cells["minutes"] > low) & (cells["minutes"] <= high)]
        columns: dict[str, Any] = {
            say["people"]: _numbers(words, some["population"]),
            say["to_site"]: _minutes(words, some["minutes"]),
        }
        end = min(high, max(MINUTE_INKS) + 1.0)
        key = "cards.explore.minutes" if np.isfinite(high) else "cards.explore.beyond"
        name = words.say(key, minutes=high if np.isfinite(high) else low)
        _add(moved, name, minute_ink(end), _frame(columns, some.geometry), weight=0, radius=NARROW)
    for frame, style, key in (
        (found.candidates[~found.candidates["chosen"]], "not_chosen", "candidates"),
        (found.sites, "chosen", "chosen"),
    ):
        ink = STYLES[style].edge if style == "not_chosen" else STYLES[style].color
        shapes = _frame({say["site"]: frame["name"]}, frame.geometry)
        _add(moved, words.say(f"cards.explore.{key}"), ink, shapes, radius=ROOMY)


def _cells(people: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count people by square kilometre: some thousand dots, not ten thousand."""
    there = people[people["minutes"].notna() & (people["population"] > 0)]
    x, y = ((one // M_PER_KM + 0.5) * M_PER_KM for one in (there.geometry.x, there.geometry.y))
    weighed = there["minutes"] * there["population"]
    each = there.assign(weighed=weighed, x=x, y=y).groupby(["x", "y"])[["population", "weighed"]]
    sums = each.sum().reset_index()
    points = gpd.points_from_xy(sums["x"], sums["y"], crs=people.crs)
    minutes = sums["weighed"] / sums["population"]
    return gpd.GeoDataFrame({"population": sums["population"], "minutes": minutes}, geometry=points)


def _frame(columns: Mapping[str, Any], shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(dict(columns), geometry=shapes, index=shapes.index, crs=shapes.crs)


def _numbers(words: Words, column: pd.Series) -> list[str]:
    return [words.say("cards.unit.number", value=one) for one in column]


def _minutes(words: Words, column: pd.Series) -> list[str]:
    return [words.say("cards.unit.minutes", value=one) for one in column]


EXPLORED: dict[str, Callable[[Any, Any, Words], None]] = {
    "Study": _study,
    "Comparison": _comparison,
    "Suggestion": _suggestion,
    "Locations": _locations,
}
"""What draws a class, by its name; see `CONTENTS`."""
