"""What is seen on the screen: tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.comparisons import Comparison
    from drenthe_geo.explanations import Explanation
    from drenthe_geo.locations import Locations
    from drenthe_geo.study import Study
    from drenthe_geo.suggestions import Suggestion
    from drenthe_geo.trips import DoorToDoor

MOST_ROWS = 40
"""Rows that a table on the screen shows; the file has all."""
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


def _plain_table(title: str, heads: list[str], caption: str = "") -> Table:
    table = Table(
        title=title,
        caption=caption or None,
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right", no_wrap=True)
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
    table = _plain_table(
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
    table = _plain_table("Minutes by train, from door to door", heads)
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
    table = _plain_table(
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
            *(_or_blank(row[name]) for name in ("minutes_before", "minutes_after", "gain_min")),
            "" if pd.isna(span[0]) else " to ".join(_or_blank(end) for end in span),
            f"{row['people_gaining']:,.0f}",
            f"{row['gain_of_gaining_min']:.0f}",
            f"{row['people_losing']:,.0f}",
            f"{row['people_cut_off']:,.0f}",
            f"{row['people_other_station']:,.0f}",
        )
    return table


CLAIM_HEADS = {"en": ("verdict", "claim", "figure"), "nl": ("oordeel", "bewering", "cijfer")}
CLAIM_TITLES = {
    "en": "The Regioprofiel Drenthe (2025) beside the data",
    "nl": "Het Regioprofiel Drenthe (2025) naast de data",
}


def claims_table(found: pd.DataFrame, words: Mapping[str, str], lang: str) -> Table:
    """Make the table of the profile's claims.

    Parameters
    ----------
    found : pandas.DataFrame
        Result of `check_claims`.
    words : mapping of str to str
        The verdicts in words, see `verdict_words`.
    lang : str
        Language, ``"en"`` or ``"nl"``.

    Returns
    -------
    rich.table.Table
        One row per claim, in lines as wide as the window.
    """
    table = Table(
        title=CLAIM_TITLES[lang],
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        show_lines=True,
    )
    widest = max(map(len, words.values()))
    for head in CLAIM_HEADS[lang]:
        first = head == CLAIM_HEADS[lang][0]
        table.add_column(head, no_wrap=first, min_width=widest if first else None, overflow="fold")
    rows: list[dict[Any, Any]] = found.to_dict("records")
    for row in rows:
        said = [row["figure"], row["note"]]
        table.add_row(
            words[row["verdict"]],
            escape(f"{row[f'claim_{lang}']}\n[{row['place']}]"),
            escape("\n".join(text for text in said if text)),
        )
    return table


def _or_blank(minutes: float) -> str:
    return "" if pd.isna(minutes) else f"{round(minutes, 1) + 0.0:.1f}"  # no minus before nought


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


def suggestion_table(found: Suggestion) -> Table:
    """Make the table of a suggestion.

    Parameters
    ----------
    found : Suggestion
        The suggestion.

    Returns
    -------
    rich.table.Table
        One row per site, best first.
    """
    verdict = found.verdict
    table = Table(
        title=f"{found.brief.name}: {verdict.word}",
        caption=(
            "score: 0 to 1, with its range by position, travel times and missing data; first: "
            "share of the draws of weights around the chosen ones; the weights are assumptions"
        ),
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for name in ("", "site", "gemeente", "score", "range", "first", "why not"):
        justify: Any = "right" if name in {"", "score", "first"} else "left"
        table.add_column(name, justify=justify)
    for site, row in found.ranking.table.iterrows():
        out = str(row["excluded"])
        against = out or (f"dominated by {row['dominated_by']}" if row["dominated_by"] else "")
        share = verdict.shares["first"].to_dict().get(site)
        table.add_row(
            "-" if out else str(row["rank"]),
            escape(str(found.sites["name"].to_dict()[site])),
            str(found.assessed.gemeente.to_dict().get(site) or "-"),
            "-" if out else f"{row['score']:.3f}",
            "" if out else f"{row['score_low']:.2f}-{row['score_high']:.2f}",
            "" if share is None else f"{share:.0%}",
            escape(against),
        )
    return table


def matches_table(matches: pd.DataFrame, top: int = 3) -> Table:
    """Make the table of every service with its best sites.

    Parameters
    ----------
    matches : pandas.DataFrame
        Result of `sites_for_services`.
    top : int
        How many sites.

    Returns
    -------
    rich.table.Table
        One row per service.
    """
    table = Table(
        title="Every service and the sites that suit it",
        caption="in brackets the score, 0 to 1; the weights are assumptions; robust, leaning or "
        "open: how sure the first place is",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    heads = ("service", "status", "verdict", *(str(place) for place in range(1, top + 1)))
    for name in heads:
        table.add_column(name, no_wrap=name in heads[:3])
    for service, rows in matches.groupby("service", sort=False):
        best = rows[rows["excluded"] == ""].head(top)
        said = [f"{row.site_name} ({row.score:.2f})" for row in best.itertuples()]
        first = rows.iloc[0]
        said = said or [f"none: {first['excluded']}"]
        said += [""] * (top - len(said))
        table.add_row(str(service), first["status"], first["verdict"], *map(escape, said))
    return table


def services_table(services: pd.DataFrame, site: str) -> Table:
    """Make the table of services for a site.

    Parameters
    ----------
    services : pandas.DataFrame
        Result of `services_for_site`.
    site : str
        Id of the site.

    Returns
    -------
    rich.table.Table
        One row per service, best first.
    """
    table = Table(
        title=f"Services for {site}",
        caption="rank: among the candidates of the profile and this site; lead: score less that of "
        "the best other site",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for name in ("rank", "service", "status", "score", "range", "lead", "first", "why not"):
        justify: Any = "right" if name in {"rank", "score", "lead"} else "left"
        table.add_column(name, justify=justify)
    for service, row in services.iterrows():
        out = str(row["excluded"])
        table.add_row(
            "-" if out else f"{row['rank']} of {row['of']}",
            str(service),
            str(row["status"]),
            "-" if out else f"{row['score']:.3f}",
            "" if out else f"{row['score_low']:.2f}-{row['score_high']:.2f}",
            "" if out else f"{row['lead']:+.3f}",
            str(row["first"]),
            escape(out),
        )
    return table


PLACEMENT_TITLES = {
    "cover": "Sites that bring most people within {} minutes",
    "mean": "Sites with the shortest mean time",
    "furthest": "Sites with the shortest longest time",
    "everybody": "Fewest sites that leave nobody beyond {} minutes",
}


def placement_table(found: Locations) -> Table:
    """Make the table of sites chosen together.

    Parameters
    ----------
    found : Locations
        The sites.

    Returns
    -------
    rich.table.Table
        One row per chosen site and a total.
    """
    placement, cutoff = found.placement, f"{found.cutoff_min:g}"
    title = PLACEMENT_TITLES[placement.goal].format(cutoff)
    table = _plain_table(
        f"{title}, {found.profile.mode}",
        ["site", "", "people nearest", f"within {cutoff}", "mean min", "furthest min"],
        "people: inhabitants of Drenthe on their streets, at the nearest of these sites; minutes "
        "to the site",
    )
    for row in found.sites.itertuples():
        table.add_row(
            escape(str(row.name)),
            "fixed" if row.fixed else "",
            f"{row.people_nearest:,}",
            f"{row.people_within:,}",
            _or_blank(float(str(row.mean_min))),
            _or_blank(float(str(row.furthest_min))),
        )
    outcome = placement.outcome
    table.add_section()
    table.add_row(
        "together",
        "",
        f"{placement.people - outcome.people_without_way:,}",
        f"{outcome.people_within[found.cutoff_min]:,}",
        _or_blank(outcome.mean_min),
        _or_blank(outcome.furthest_min),
    )
    return table
