"""What a dossier rests on: scales, limits and other assumptions, data and licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Bullets, Grid, Heading, Paragraph
from drenthe_geo.dossier import terms
from drenthe_geo.dossier.evidence import by_pillar
from drenthe_geo.dossier.page import NOWHERE
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.model import listed
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drenthe_geo.documents.blocks import Block
    from drenthe_geo.dossier.page import Page
    from drenthe_geo.words.table import Words


def assumptions(page: Page) -> list[Block]:
    """List scales, limits and what else was assumed."""
    words, brief = page.words, page.found.brief
    rows, ends = [], page.found.siting.ends(brief.service)
    for name in by_pillar(page, brief.weights.keys() | brief.limits.keys()):
        one = page.criteria[name]
        rows.append(
            (
                page.title(name),
                words.say(f"dossier.pillar.{one.pillar}"),
                terms.scale(words, one, ends[name]),
                page.measure(name, brief.limits[name]) if name in brief.limits else NOWHERE,
                one.source_in(words.lang),
            )
        )
    names = ("criterion", "pillar", "scale", "limit", "source")
    head = [words.say(f"dossier.assumption.{name}") for name in names]
    return [
        Heading(words.say("dossier.assumption.heading")),
        Grid(head, rows, left=5, widths=(2.4, 1.7, 2.2, 0.8, 3.2)),
        Bullets([*_of_weights(page), *_of_regions(page), *_of_travel(page)]),
    ]


def _of_weights(page: Page) -> list[str]:
    """Say where weights and limits come from."""
    brief, words = page.found.brief, page.words
    texts = brief.sources_in(words.lang)
    return [words.say("dossier.assumption.weights", sources=_origins(texts, words))]


def _origins(sources: Sequence[str], words: Words) -> list[str]:
    """Part sources, and say the word assumption once."""
    each = list(dict.fromkeys(part for source in sources for part in source.split("; ")))
    start = words.say("dossier.assumption.one", said="")
    assumed = [part.removeprefix(start) for part in each if part.startswith(start)]
    if len(assumed) > 1:
        each = [part for part in each if not part.startswith(start)]
        each.append(words.say("dossier.assumption.many", said=assumed))
    return each


def _of_regions(page: Page) -> list[str]:
    """Say which gemeenten are in two regions of the profile, for they match both."""
    gemeenten = page.area.layer("gemeenten")
    both = gemeenten["name"][[len(listed(regions)) > 1 for regions in gemeenten["regions"]]]
    if both.empty:
        return []
    return [page.words.say("dossier.assumption.regions", gemeenten=sorted(map(str, both)))]


def _of_travel(page: Page) -> list[str]:
    """Say how times are computed, where the roads end, and what roads are missing."""
    area, words = page.area, page.words
    car, bicycle = read_profile(area, "car"), read_profile(area, "bicycle")
    transit = page.found.situation.transit
    times = words.say(
        "dossier.assumption.times",
        factor=car.free_flow_factor,
        junction_s=car.junction_s,
        traffic=car.traffic,
        low=car.low_share,
        high=car.high_share,
        bicycle=bicycle.high_share,
    )
    if transit.is_known:
        date = area.resource("transit_legs")["date"]
        times = f"{times} {words.say('dossier.assumption.trains', trains=date)}"
    said = [
        times,
        words.say(transit.bus_note),
        words.say("dossier.assumption.roads", end_km=area.facts.roads_end_m / M_PER_KM),
    ]
    return [*said, *words.say_each([*car.notes, *bicycle.notes])]


def sources(page: Page) -> list[Block]:
    """List data, dates and licences."""
    words = page.words
    own = [
        words.say("dossier.source.own_file", file=file, digest=digest)
        for file, digest in page.own_files.items()
    ]
    told = [words.say("dossier.source.titles")]
    opened = (page.area.resources[name] for name in page.area.opened)
    if any("fetched" in one for entry in opened for one in entry["sources"]):
        told.append(words.say("dossier.source.fetched"))
    head = [words.say(f"dossier.source.{one}") for one in ("layer", "source", "date", "licence")]
    return [
        Heading(words.say("dossier.source.heading")),
        Paragraph(" ".join([f"{page.area.attribution(words)}.", *told])),
        Grid(head, _rows(page), left=4, widths=(2.7, 3.7, 0.95, 1.1)),
        *([Bullets(own)] if own else []),
    ]


def _rows(page: Page) -> list[tuple[str, ...]]:
    """List the tables that the answer opened, those of the same sources and date together."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for name, entry in page.area.resources.items():
        if name in page.area.opened:
            each = dict.fromkeys(f"{one['title']} ({one['date']})" for one in entry["sources"])
            titles = "; ".join(each)
            licences = ", ".join(one["name"] for one in entry["licenses"])
            alike.setdefault((titles, str(entry["date"]), licences), []).append(name)
    return [
        ("; ".join(layer_name(page, one) for one in names), page.of_data(titles), *rest)
        for (titles, *rest), names in alike.items()
    ]


def layer_name(page: Page, name: str) -> str:
    """Name a table as readers do; one that has no word is called as in the data."""
    kind, _, rest = name.partition("-")
    if kind == "scenario" and rest:
        return page.words.say("dossier.source.scenario", plan=page.plans([rest])[0])
    if kind == "timetable" and rest:
        return page.words.say("dossier.source.timetable", name=rest)
    key = f"dossier.layer.{name}"
    return page.words.say(key) if page.words.has(key) else name
