"""What is seen on the screen of times, trips, people and scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from rich import box
from rich.markup import escape
from rich.table import Table

from drenthe_geo.screen import minutes_or_blank, plain_table

if TYPE_CHECKING:
    from drenthe_geo.comparisons import Comparison
    from drenthe_geo.explanations import Explanation
    from drenthe_geo.study import Study
    from drenthe_geo.trips import DoorToDoor

MOST_ROWS = 40
"""Rows that a table on the screen shows; the file has all."""


def summary_table(study: Study) -> Table:
    """Make the closing table of a study.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    rich.table.Table
        One row per station and a total.
    """
    summary = study.summary
    cutoffs = study.manifest["parameters"]["minutes"]
    last = f"{cutoffs[-1]:g}"
    own = {name.split(":")[0] for name in study.manifest["own_files"]}
    of = {"nine": "Stations of Drenthe", "all": "Stations in and around Drenthe"}
    year = next(data["date"][:4] for data in study.manifest["data"] if data["name"] == "places")
    who = "of your places" if "places" in own else f"inhabitants of Drenthe (CBS {year})"
    where = "by point" if "places" in own else "on their streets"
    buffer_m = study.manifest["settings"]["road_buffer_m"]["value"]
    share = study.times.profile.uncertainty_share
    title = "Your stations" if "stations" in own else of[study.manifest["parameters"]["stations"]]
    table = Table(
        title=f"{title}, by {study.times.mode}, {study.times.direction} the station",
        caption=(
            f"people: {who}, counted {where}; nearest: places, people and land for which it "
            "is the nearest of these stations; reach: land, also outside Drenthe, within "
            f"{buffer_m:g} m of a road reached in {last} minutes "
            "(+: and more beyond the end of the road network); contested: of the people nearest, "
            "those for whom another station may as well be nearest; sure and maybe: people within "
            f"{last} minutes if every time is {share:.0%} longer or shorter than said"
        ),
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    table.add_column("\nstation", no_wrap=True)
    heads = ["\nIC", "nearest\nplaces", "nearest\npeople", "con-\ntested", "nearest\nkm2"]
    heads += [f"{cutoff:g} min\npeople" for cutoff in cutoffs]
    heads += [f"{last} min\nsure", f"{last} min\nmaybe", "reach\nkm2"]
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for _, row in summary.iterrows():
        table.add_row(
            escape(str(row["name"])),
            "IC" if row["intercity"] else "",
            f"{row['places_nearest']:,}",
            f"{row['people_nearest']:,}",
            f"{row['people_contested']:,}",
            f"{row['nearest_km2']:,.0f}",
            *(f"{row[f'people_{cutoff:g}_min']:,}" for cutoff in cutoffs),
            *(f"{row[f'people_{last}_min_{word}']:,}" for word in ("certain", "possible")),
            f"{row[f'area_{cutoffs[-1]:g}_min_km2']:,.0f}"
            + "+" * (row["whole_to_min"] < cutoffs[-1]),
        )
    counts = study.manifest["counts"]
    within = counts["people_within_minutes_of_any_station"].values()
    bounds = counts["people_within_minutes_for_certain_and_possibly"][last]
    table.add_section()
    table.add_row(
        "any station",
        "",
        f"{summary['places_nearest'].sum():,}",
        f"{summary['people_nearest'].sum():,}",
        f"{summary['people_contested'].sum():,}",
        f"{summary['nearest_km2'].sum():,.0f}",
        *(f"{people:,}" for people in (*within, *bounds)),
        "",
    )
    elsewhere = counts["of_these_nearest_to"]
    if elsewhere:
        table.add_section()
        nearer = counts["people_nearer_to_a_station_not_counted"]
        table.add_row("nearer elsewhere", "", "", f"{nearer:,}")
        for name, people in elsewhere.items():
            table.add_row(f"  {escape(name)}", "", "", f"{people:,}")
    return table


def parts_table(found: Explanation) -> Table:
    """Make the table of an explanation.

    Parameters
    ----------
    found : Explanation
        The explanation.

    Returns
    -------
    rich.table.Table
        One row per part of the way and a total.
    """
    names = (f"{found.place.name} ({found.place.kind})", f"station {found.station_name}")
    start, end = names if found.direction == "to" else names[::-1]
    table = Table(
        title=f"From {start} to {end}, {found.profile.mode}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for head in ("part of the way", "km", "minutes", "at junctions"):
        table.add_column(head, justify="left" if head == "part of the way" else "right")
    parts = found.parts
    if found.direction == "from":  # the two ends change places; classes stay, longest first
        last = len(parts) - 1
        parts = parts.iloc[[last, *range(1, last), 0]]
    for part, km, minutes, junction_min in parts.itertuples(index=False):
        at_junctions = f"{junction_min:.1f}" if junction_min else ""
        table.add_row(escape(part), f"{km:.2f}", f"{minutes:.1f}", at_junctions)
    table.add_section()
    sums = parts[["km", "minutes", "junction_min"]].sum()
    total = (f"{sums['km']:.2f}", f"{found.route.minutes:.1f}", f"{sums['junction_min']:.1f}")
    table.add_row("in all", *total)
    return table


def reach_table(found: pd.DataFrame, mode: str) -> Table:
    """Make the table of people in reach.

    Parameters
    ----------
    found : pandas.DataFrame
        Result of `write_people`.
    mode : str
        Mode of travel.

    Returns
    -------
    rich.table.Table
        One row per facility and cut-off; of many the first.
    """
    table = plain_table(
        f"In reach, {mode}", ["of", "minutes", "inhabitants", "working age", "students"]
    )
    rows: list[dict[Any, Any]] = found.head(MOST_ROWS).to_dict("records")
    for row in rows:
        numbers = (row["inhabitants"], row["working_age"], row["students"])
        name = escape(str(row.get("name", row["facility"])))
        table.add_row(name, f"{row['minutes']:g}", *(f"{number:,}" for number in numbers))
    if len(found) > MOST_ROWS:
        table.add_row(f"… and {len(found) - MOST_ROWS:,} more rows in the file")
    return table


def trips_summary(found: DoorToDoor) -> Table:
    """Make the table of trips: how long they take in the middle, and at the ends.

    Parameters
    ----------
    found : DoorToDoor
        The trips.

    Returns
    -------
    rich.table.Table
        One row per destination.
    """
    heads = ["to", "shortest", "median", "longest", "no way", "another station is best"]
    table = plain_table("Minutes by train, from door to door", heads)
    names = found.destinations["name"]
    for end in map(str, found.minutes):
        minutes, station = found.minutes[end], found.station[end]
        elsewhere = int((station.notna() & (station != found.nearest)).sum())
        middle = (minutes.min(), minutes.median(), minutes.max())
        table.add_row(
            escape(str(names[end])),
            *(f"{value:.0f}" for value in middle),
            f"{int(minutes.isna().sum()):,}",
            f"{elsewhere:,} of {len(minutes):,}",
        )
    return table


def gains_table(found: Comparison) -> Table:
    """Make the closing table of a scenario.

    Parameters
    ----------
    found : Comparison
        The comparison.

    Returns
    -------
    rich.table.Table
        One row per destination, those first where most changes.
    """
    title = " + ".join(one.title for one in found.scenarios)
    choices: Any = found.manifest["settings"]
    least_min = choices["least_gain_min"]["value"]
    heads = ["to", "before", "after", "gain", "range", "gaining", "they gain", "losing", "cut off"]
    table = plain_table(
        escape(
            f"{title}\nMean minutes from door to door by train, {found.access} to the station "
            "(*-by-car: by car all the way)"
        ),
        [*heads, "other station"],
        "means over the people of Drenthe who have a way before and after; range: of the new "
        f"trains' estimated minutes; gaining, losing: people, by {least_min:g} minute or more; cut "
        "off: people without a way afterwards; other station: people who board elsewhere",
    )
    order = found.summary["gain_min"].fillna(0.0).abs().sort_values(ascending=False, kind="stable")
    for end, row in found.summary.loc[order.index].iterrows():
        span = (row["gain_low_min"], row["gain_high_min"])
        table.add_row(
            escape(str(end)),
            *(
                minutes_or_blank(row[name])
                for name in ("minutes_before", "minutes_after", "gain_min")
            ),
            "" if pd.isna(span[0]) else " to ".join(minutes_or_blank(end) for end in span),
            f"{row['people_gaining']:,.0f}",
            f"{row['gain_of_gaining_min']:.0f}",
            f"{row['people_losing']:,.0f}",
            f"{row['people_cut_off']:,.0f}",
            f"{row['people_other_station']:,.0f}",
        )
    return table
