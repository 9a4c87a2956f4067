"""What stands on the cards of results: titles, figures with units, and what to go on with."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from drenthe_geo.contracts.results import short
from drenthe_geo.contracts.shown import ASKED_OF
from drenthe_geo.reach.gemeenten import gemeente_table
from drenthe_geo.reach.notices import edge_warning, outside_warnings
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.answers.catchments import Catchments
    from drenthe_geo.answers.explain import Explanation
    from drenthe_geo.area.area import Area
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.reach.study import Study
    from drenthe_geo.roads.minutes import Reach, TravelTimes
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.routes import Route
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.match import Matches
    from drenthe_geo.trips.model import DoorToDoor

MOST_CUTOFFS = 3
"""Of many cut-offs the longest are told."""

MOST_FIELDS = 8
"""Of a result without a card of its own so many fields are shown."""


@dataclass(frozen=True)
class Contents:
    """What a card says, in no language yet."""

    title: Message | str
    # What, and how much.
    figures: tuple[tuple[Message | str, Message | str], ...] = ()
    warnings: tuple[Message, ...] = ()
    # Attributes to go on with; tables are told with their size.
    names: tuple[str, ...] = ()
    sentences: tuple[Message, ...] = ()


def told(name: str, unit: str, value: object, **more: object) -> tuple[Message, Message]:
    """Tell a figure: its name and value, below ``cards.figure`` and ``cards.unit``."""
    values = {"value": value, **more}
    return Message(f"cards.figure.{name}", **values), Message(f"cards.unit.{unit}", **values)


def contents_of(result: object) -> Contents:
    """Tell what a result has to say; of what has no card of its own, its fields."""
    known: Any = CONTENTS.get(type(result).__name__)
    return known(result) if known else _of_fields(result)


def _of_answer(answer: Answer) -> Contents:
    inner = contents_of(answer.result) if is_dataclass(answer.result) else Contents("")
    names = [f"tables['{name}']" for name in answer.tables]
    names += [f"layers['{name}']['{layer}']" for name in answer.layers
              for layer in list(answer.layers[name])[:1]]  # fmt: skip
    return Contents(
        answer.title,
        inner.figures or tuple(_rows(name, table) for name, table in answer.tables.items()),
        answer.warnings,
        ("result", *names, *(["figures(lang)"] if answer.draws else []), "write(folder)"),
        answer.sentences,
    )


def _rows(name: str, table: pd.DataFrame) -> tuple[str, Message]:
    return name, Message("cards.unit.rows", value=len(table))


def _of_area(area: Area) -> Contents:
    people, stations = area.layer("people"), area.layer("stations")
    table = gemeente_table(area)
    # Where those of a gemeente are not told, a sum would be too low.
    jobs = [] if table is None or table["jobs"].isna().any() else [int(table["jobs"].sum())]
    return Contents(
        Message("area.name"),
        (
            told("gemeenten", "number", len(area.layer("gemeenten"))),
            told("land", "km2", area.outline().area / M_PER_KM**2),
            told("stations", "number", int((stations["role"] == "own").sum())),
            told("streets", "number", len(people)),
            *(told("jobs", "number", count) for count in jobs),
            told("layers", "number", len(area.layer_names)),
        ),
        names=("layer(name)", "layer_names", "table(name)", "settings", "words(lang)"),
    )


def _of_study(study: Study) -> Contents:
    total, profile = study.total, study.reach.network.profile
    within = [
        told("people_within", "share", one.people, minutes=cutoff, share=_share(one.people, total))
        for cutoff, one in total.within.items()
    ]
    return Contents(
        Message("cards.title.study", count=len(study.stations), by=profile.phrase),
        (
            told("people", "number", total.people),
            *within[-MOST_CUTOFFS:],
            told("contested", "share", total.contested, share=_share(total.contested, total)),
        ),
        (
            *profile.notes,
            *edge_warning(study.summary, study.cutoffs_min),
            *outside_warnings(study.outside, study.layers["stations"]),
        ),
        ("summary", "times.minutes", "nearest", "service_areas", "partition", "explore()"),
    )


def _share(count: int, total: Any) -> float:  # noqa: ANN401 - of a study
    return count / total.people if total.people else float("nan")


def _of_comparison(found: Comparison) -> Contents:
    summary = found.summary
    most = str(summary["people_gaining"].idxmax())
    to = _destination(found, most)
    row = summary.loc[most]
    figures = [
        told("destinations", "number", len(summary)),
        told("gaining", "number", row["people_gaining"], destination=to),
    ]
    if row["people_gaining"]:
        figures.append(told("gain", "minutes", row["gain_of_gaining_min"]))
    figures += [
        told(name, "number", summary[f"people_{name}"].max()) for name in ("losing", "cut_off")
    ]
    return Contents(
        Message("answers.title.scenario", titles=[one.title for one in found.scenarios]),
        tuple(figures),
        found.warnings,
        ("summary", "tables['gemeenten']", "tables['places']", "gains", "explore()"),
    )


def _destination(found: object, code: str) -> str:
    """Name a destination, if the area that was asked knows it."""
    area: Area | None = vars(found).get(ASKED_OF)
    known = None if area is None else area.table("destinations").set_index("destination")["name"]
    return code if known is None else str(known.get(code, code))


def _of_suggestion(found: Suggestion) -> Contents:
    verdict, names, scores = found.verdict, found.sites["name"], found.ranking.table
    first = scores.loc[verdict.first]
    ranged = {"low": first["score_low"], "high": first["score_high"]}
    figures = [
        told("first", "text", str(names[verdict.first])),
        told("score", "range", first["score"], **ranged),
        told("verdict", "text", Message(f"dossier.verdict.{verdict.word}")),
        told("firsts", "percent", verdict.shares.loc[verdict.first, "first"]),
    ]
    if verdict.second:
        lead = {"lead": verdict.lead}
        figures.append(told("second", "lead", str(names[verdict.second]), **lead))
    ranked = int(scores["rank"].notna().sum())
    return Contents(
        Message("answers.title.suggest", service=found.brief.title),
        (*figures, told("sites", "of", ranked, count=len(found.sites))),
        found.warnings,
        ("sites", "ranking.table", "verdict.shares", "unseat", "reweigh(weights)", "explore()"),
    )


def _of_locations(found: Locations) -> Contents:
    placement = found.placement
    outcome, people = placement.outcome, placement.people
    within = outcome.people_within[found.cutoff_min]
    share = within / people if people else float("nan")
    return Contents(
        Message("cards.title.locations", count=len(found.sites), by=found.profile.phrase),
        (
            told("people", "number", people),
            told("chosen", "text", Message("cards.unit.list", value=found.sites["name"].tolist())),
            told("people_within", "share", within, minutes=found.cutoff_min, share=share),
            told("mean", "minutes", outcome.mean_min),
            told("furthest", "minutes", outcome.furthest_min),
            told("proven", "text", Message(f"cards.unit.{'yes' if found.proven_best else 'no'}")),
        ),
        found.warnings,
        ("sites", "sets()", "candidates", "people", "placement", "explore()"),
    )


def _of_trips(found: DoorToDoor) -> Contents:
    best = found.minutes.median()
    nearest = str(best.idxmin()) if best.notna().any() else ""
    figures = [
        told("origins", "number", len(found.minutes)),
        told("destinations", "number", found.minutes.shape[1]),
        told("pairs_without", "number", int(found.minutes.isna().to_numpy().sum())),
    ]
    if nearest:
        to = _destination(found, nearest)
        figures.append(told("soonest", "minutes", best[nearest], destination=to))
    return Contents(
        Message("answers.title.trips"),
        tuple(figures),
        names=("minutes", "low", "high", "station", "legs(origin, destination)"),
    )


def _of_reach(reach: Reach) -> Contents:
    profile, limit = reach.network.profile, reach.limit_min
    joined = int(reach.snaps["access_min"].notna().sum())
    figures = [told("facilities", "of", joined, count=len(reach.facilities))]
    figures.append(told("junctions", "number", reach.network.n_met))
    if limit < float("inf"):
        figures.append(told("searched", "minutes", limit))
    return Contents(
        Message(f"cards.title.reach_{reach.direction}", by=profile.phrase),
        tuple(figures),
        profile.notes,
        ("facilities", "snaps", "network"),
    )


def _of_times(times: TravelTimes) -> Contents:
    least = times.minutes.min(axis=1)
    figures = [
        told("origins", "number", len(times.minutes)),
        told("facilities_all", "number", times.minutes.shape[1]),
        told("without_way", "number", len(times.unreached)),
    ]
    if least.notna().any():
        figures.append(told("median_nearest", "minutes", float(least.median())))
    return Contents(
        Message(f"cards.title.times_{times.direction}", by=times.profile.phrase),
        tuple(figures),
        times.profile.notes,
        ("minutes", "origin_snaps", "facility_snaps", "unreached"),
    )


def _of_network(network: Network) -> Contents:
    return Contents(
        Message("cards.title.network", by=network.profile.phrase),
        (
            told("junctions", "number", network.n_met),
            told("roads", "number", network.n_edges),
            told("length", "km", float(network.edges["length_m"].sum()) / M_PER_KM),
            told("oneway", "percent", float(network.oneway.mean()) if network.n_edges else 0.0),
            told("crs", "text", network.crs),
        ),
        (*(network.profile.notes if ASKED_OF in vars(network) else ()), *network.notices),
        ("profile", "edges", "lines", "node_xy_m"),
    )


def _of_route(route: Route) -> Contents:
    return Contents(
        Message("cards.title.route"),
        (
            told("minutes", "minutes", route.minutes),
            told("length", "km1", float(route.legs["km"].sum())),
            told("roads", "number", len(route.legs)),
        ),
        names=("legs", "by_class", "line"),
    )


def _of_explanation(found: Explanation) -> Contents:
    ends = {"place": found.place.name, "station": found.station_name}
    return Contents(
        Message(f"answers.title.explain_{found.direction}", **ends, by=found.profile.phrase),
        _of_route(found.route).figures,
        found.profile.notes,
        ("parts", "ranking", "route"),
    )


def _of_catchments(found: Catchments) -> Contents:
    reach = found.reach
    return Contents(
        Message("answers.title.catchments"),
        (
            told("facilities", "of", int(reach.snaps["access_min"].notna().sum()),
                 count=len(reach.facilities)),
            told("searched", "minutes", max(found.cutoffs_min)),
        ),
        reach.network.profile.notes,
        ("service_areas", "reach", "certainty", "reached_roads"),
    )  # fmt: skip


def _of_matches(found: Matches) -> Contents:
    return Contents(
        Message("answers.title.overview"),
        (
            told("services", "number", len(found.firsts)),
            told("pairs", "number", len(found.table)),
        ),
        names=("firsts", "table", "overlap"),
        sentences=found.sentences,
    )


def _of_fields(result: Any) -> Contents:  # noqa: ANN401 - a dataclass of any kind
    """Tell the fields of a result, small ones by value and large ones by size."""
    shown = [one.name for one in fields(result) if one.repr][:MOST_FIELDS]
    figures = tuple((name, short(vars(result)[name])) for name in shown)
    return Contents(type(result).__name__, figures)


CONTENTS: dict[str, Callable[[Any], Contents]] = {
    "Answer": _of_answer,
    "Area": _of_area,
    "Study": _of_study,
    "Comparison": _of_comparison,
    "Suggestion": _of_suggestion,
    "Locations": _of_locations,
    "DoorToDoor": _of_trips,
    "Reach": _of_reach,
    "TravelTimes": _of_times,
    "Network": _of_network,
    "Route": _of_route,
    "Matches": _of_matches,
    "Explanation": _of_explanation,
    "Catchments": _of_catchments,
}
"""What tells of a class, by its name: so that no class is loaded for the card of another."""
