"""The tables of README and docs, by the name of their mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.cli.questions import explain, people, place, run, scenario, suggest
from drenthe_geo.scenarios.kinds import KINDS, NEEDED
from tools.facts.screen import asked, block, printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tools.facts.computed import Computed

NONE_LEFT = "none left by the limits"

MOST_PAIRS = 8
"""Pairs of criteria that the table of the document shows."""
SCENARIO_ROWS = 5
SUGGEST_ROWS = 6


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Make a table as pages have it."""
    lines = [" | ".join(row) for row in (list(heads), *map(list, rows))]
    lines.insert(1, "|".join(["---"] * len(list(heads))))
    return "\n".join(f"|{line}|" if line.startswith("---") else f"| {line} |" for line in lines)


def stations(given: Computed) -> str:
    """Show what the main job prints."""
    return block("drenthe-geo run", printed(run.summary_table(asked(), given.stations)))


def suggestion(given: Computed) -> str:
    """Show the first sites for the NVWA."""
    shown = printed(suggest.suggestion_table(asked(), given.suggest), rows=SUGGEST_ROWS)
    return block("drenthe-geo suggest nvwa", shown)


def comparison(given: Computed) -> str:
    """Show what the Nedersaksenlijn changes."""
    shown = printed(scenario.gains_table(asked(), given.scenario), rows=SCENARIO_ROWS)
    return block("drenthe-geo scenario nedersaksenlijn", shown)


def placement(given: Computed) -> str:
    """Show three sites that bring most people within half an hour."""
    say = asked().say
    answer = given.place
    tables = [place.placement_table(asked(), answer), *place.sets_tables(asked(), answer)]
    shown = [printed(one) for one in tables[:-1]]
    shown.append(printed(tables[-1], map(say, answer.sentences)))
    return block("drenthe-geo place --goal cover --count 3", "\n\n".join(shown))


def explanation(given: Computed) -> str:
    """Take the way from Borger to Emmen apart."""
    say = asked().say
    answer = given.explain
    shown = printed(explain.parts_table(asked(), answer), map(say, answer.sentences))
    return block("drenthe-geo explain --from Borger --to emmen", shown)


def crowd(given: Computed) -> str:
    """Count who lives around the points of the how-tos."""
    shown = printed(people.reach_table(asked(), given.people))
    return block("drenthe-geo people --points my-sites.csv --minutes 30", shown)


def edits(_: Computed) -> str:
    """List what an edit of a scenario may say."""
    rows = []
    for kind, fields in KINDS.items():
        needed = [f"`{name}`" for name, (_, need) in fields.items() if need == NEEDED]
        other = [f"`{name}`" for name, (_, need) in fields.items() if need != NEEDED]
        rows.append((f"`{kind}`", ", ".join(needed), ", ".join(other)))
    return table(("`do`", "needs", "may have"), rows)


def walk(given: Computed) -> str:
    """Count people within a walk of each station, in both ways."""
    counts = given.walk.set_index("station").sort_index()
    rows = [
        (label, *(f"{count:,}" for count in counts[name]))
        for name, label in (("one point", "one point per postcode"), ("streets", "on its streets"))
    ]
    return table(("inhabitants", *counts.index), rows)


def trains(given: Computed) -> str:
    """Show every published time by train that is no input, those of changed trains apart."""
    checked = given.trains[~given.trains["is_input"]]
    changed = checked["timetable"] == "earlier"
    return "\n\n".join(
        (
            _published("by train", checked[~changed]),
            _published("by train, changed since", checked[changed]),
        )
    )


def cars(given: Computed) -> str:
    """Show every published time by car."""
    return _published("by car", given.cars)


def _published(by: str, checked: pd.DataFrame) -> str:
    rows = []
    for row in checked.to_dict("records"):
        span = "" if row["low"] == row["high"] else f" ({row['low']:g} to {row['high']:g})"
        off = round(row["off"])
        rows.append(
            (
                f"{row['from']} – {row['to']}",
                "" if pd.isna(row["year"]) else str(int(row["year"])),
                f"{row['published']:g}{span}",
                f"{row['ours']:.0f}",
                f"{off:+d}" if off else "0",
            )
        )
    return table((by, "year", "published", "ours", "off"), rows)


def first_places(given: Computed) -> str:
    """Show the first and second site of every service."""
    rows = []
    for service, every in given.matches.groupby("service", sort=False):
        left = every[every["rank"].notna()].to_dict("records")
        second = f"{left[1]['site_name']} {left[1]['score']:.2f}" if len(left) > 1 else NONE_LEFT
        best = left[0]
        rows.append(
            (str(service), best["site_name"], f"{best['score']:.2f}", best["verdict"], second)
        )
    return table(("service", "first", "score", "verdict", "second"), rows)


def overlap(given: Computed) -> str:
    """Show the pairs of criteria that are most alike."""
    alike = given.overview.tables["overlap"].head(MOST_PAIRS)
    rows = [
        (
            f"`{row['criterion']}`, `{row['other']}`",
            str(row["services"]),
            f"{row['median']:.2f}",
            f"{row['most']:.2f}, {row['most_of']}",
        )
        for row in alike.to_dict("records")
    ]
    return table(("criteria", "services", "median", "largest, of"), rows)


def engine(source: Mapping[str, Any]) -> str:
    """Say how our reach by car compares with another engine's."""
    heads = (
        "full network", "minutes theirs / ours, median (least to most)",
        "junctions shared (Jaccard), median",
    )  # fmt: skip
    labels = {
        "junctions": "junctions, three or more roads",
        "all_nodes": "all nodes, dead ends too",
        "left_out": "fitted without a hospital, looked at there",
    }
    rows = []
    for name, label in labels.items():
        one = source["engine"][name]
        spread = f"{one['ratio']:.3f} ({one['ratio_least']:.3f} to {one['ratio_most']:.3f})"
        rows.append((label, spread, f"{one['overlap']:.3f}"))
    return table(heads, rows)


def roads(source: Mapping[str, Any]) -> str:
    """Say what the simplification of the roads costs."""
    error = source["model"]
    rows = [
        ("pairs", f"{error['pairs']:,}"),
        ("mean absolute error", f"{error['mean_abs_error_min']:.2f}"),
        ("95th percentile", f"{error['p95_abs_error_min']:.2f}"),
        ("largest", f"{error['max_abs_error_min']:.2f}"),
        ("nearest station the same", f"{error['same_nearest']} of {error['places']} places"),
    ]
    return table(("", "minutes"), rows)


TABLES: dict[str, Callable[[Computed], str]] = {
    "stations": stations,
    "suggest": suggestion,
    "scenario": comparison,
    "place": placement,
    "explain": explanation,
    "people": crowd,
    "edits": edits,
    "walk": walk,
    "trains": trains,
    "cars": cars,
    "first_places": first_places,
    "overlap": overlap,
}
SOURCE_TABLES: dict[str, Callable[[Mapping[str, Any]], str]] = {"engine": engine, "roads": roads}
"""Tables of what can be measured on the public data alone; their figures stand in facts.toml."""


def sentences(facts: Mapping[str, Any]) -> dict[str, str]:
    """Write the figures that stand within a sentence."""
    crowds, counts, legs = facts["people"], facts["counts"], facts["legs"]
    wrong = facts["source"]["wrong_wijk"]
    nearer = crowds["nearer_elsewhere"]
    share = nearer / crowds["in_area"]
    return {
        "claims": f"{counts['claims']}",
        "gates": f"{counts['gates']}",
        "road_edges": f"{counts['road_edges']:,}",
        "full_edges": f"{facts['source']['edges']:,}",
        "sites_estimated": f"{counts['sites_estimated']} of the {counts['sites']} sites",
        "nearer_elsewhere": f"{nearer:,} people ({100 * share:.0f} % of Drenthe)",
        "another_station": (
            f"to Den Haag it is another for {crowds['another_station_to_capital']:,} people"
        ),
        "legs": f"Of {sum(legs.values())} legs {_each(legs)}",
        "wrong_wijk": (
            f"{100 * wrong['streets']:.1f} % of the people of Drenthe in the wrong wijk; one point "
            f"per postcode puts {100 * wrong['points']:.1f} % there"
        ),
    }


LEGS = {
    "timetable": "are of the timetable",
    "published": "are published",
    "shared": "share out a published total",
    "estimate": "rest on a formula",
}


def _each(legs: Mapping[str, int]) -> str:
    """Count legs by what they rest on."""
    return ", ".join(f"{legs[basis]} {what}" for basis, what in LEGS.items() if legs.get(basis))


def contents(given: Computed, facts: Mapping[str, Any]) -> dict[str, str]:
    """Make what stands between all marks."""
    made = {name: make(given) for name, make in TABLES.items()}
    made |= {name: make(facts["source"]) for name, make in SOURCE_TABLES.items()}
    return made | sentences(facts)
