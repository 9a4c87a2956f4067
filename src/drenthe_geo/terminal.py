"""What is seen on the screen: tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

if TYPE_CHECKING:
    from drenthe_geo.explanations import Explanation
    from drenthe_geo.study import Study

console = Console()


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
    buffer_m = study.manifest["settings"]["road_buffer_m"]["value"]
    share = study.times.profile.uncertainty_share
    title = "Your stations" if "stations" in own else of[study.manifest["parameters"]["stations"]]
    table = Table(
        title=f"{title}, by {study.times.mode}, {study.times.direction} the station",
        caption=(
            f"people: {who}, counted by point; nearest: places, people and land for which it "
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


def say(sentence: str, *, style: str | None = None) -> None:
    """Print a sentence as it is: names may hold brackets, and lines are not broken.

    Parameters
    ----------
    sentence : str
        The sentence.
    style : str, optional
        How it looks, in the words of rich.
    """
    console.print(sentence, style=style, highlight=False, markup=False, soft_wrap=True)


def say_note(note: str) -> None:
    """Print what a reader must know of a mode, if anything.

    Parameters
    ----------
    note : str
        The note of its profile.
    """
    if note:
        say(f"warning: {note}", style="yellow")


def print_whole(table: Table) -> None:
    """Print a table without cutting a figure off, however narrow the window.

    Parameters
    ----------
    table : rich.table.Table
        The table.
    """
    wide = Console(width=1000)
    least = Measurement.get(wide, wide.options, table).maximum
    (console if console.width >= least else Console(width=least)).print(table)
