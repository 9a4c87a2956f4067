"""How an answer was made: versions, data, choices and their sources; written, never read back."""

from __future__ import annotations

import functools
import platform
import re
from collections.abc import Mapping
from importlib.metadata import requires, version
from pathlib import Path
from typing import TYPE_CHECKING

import drenthe_geo
from drenthe_geo.area.package import sha256
from drenthe_geo.area.sources import OWN_CREDIT, credit_line
from drenthe_geo.files.gate import is_file, split_layer
from drenthe_geo.io.title_block import TEXTS
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.table import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.area.area import Area
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.area.sources import Source
    from drenthe_geo.io.title_block import TitleBlock
    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.placement.choices import Choices
    from drenthe_geo.reach.study import Study
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.situation import Situation
    from drenthe_geo.transit.rules import TransitRules
    from drenthe_geo.words.table import Words

IMPORT = re.compile(r"\s*(?:from ([\w.]+) import (.*)|import ([\w., ]+))")
"""A line that imports."""

OF_FETCHED = ("title", "file", "path", "fetched", "date", "licence", "sha256")
"""What is told of a file that was fetched for a table: its address, when, and its hash."""

OURS, WRITER = "drenthe_geo", "drenthe_geo.answers.answer"


def about_of(
    answer: Answer,
    words: Words,
    files: Iterable[str],
    wrote_with: Iterable[str],
    block: TitleBlock,
) -> dict[str, Any]:
    """Say how an answer was made, so that it can be made again; no clock time is in it."""
    area = answer.area
    data = [_data_entry(area.resource(name)) for name in sorted(area.opened)]
    data += [_own_entry(source, words) for source in area.credits]
    return {
        "title": words.say(answer.title),
        "question": answer.question,
        "subject": subject_in(area, answer.subject),
        "area": {"name": area.name, "date": area.date, "peak": area.peak},
        "language": words.lang,
        "files": sorted(files),
        "sentences": [words.say(one) for one in answer.sentences],
        "warnings": words.say_each(answer.warnings),
        **{key: plain(value, words) for key, value in _told(answer).items()},
        **_made_by(block),
        "data": data,
        "attribution": area.attribution(words),
        **({OWN_CREDIT: credit_line(area.credits, words)} if area.credits else {}),
        "versions": versions_of(answer.made_by, wrote_with),
    }


def _made_by(block: TitleBlock) -> dict[str, Any]:
    """Tell the title block, where there is one."""
    told: dict[str, Any] = {name: getattr(block, name) for name in TEXTS if getattr(block, name)}
    files = {path.name: sha256(path) for path in block.reads}
    return {"title_block": {**told, "files": files}} if told or files else {}


def subject_in(area: Area, subject: Mapping[str, object]) -> dict[str, Any]:
    """Give what a question is about, with how files are read: other columns are another one."""
    return {key: plain(value) for key, value in {**subject, **area.reading.asked()}.items()}


def _told(answer: Answer) -> dict[str, object]:
    """Give what an answer tells of itself, with how files are read among its parameters."""
    told, how = dict(answer.about), answer.area.reading.asked()
    if how:
        parameters = told.get("parameters", {})
        told["parameters"] = {**(parameters if isinstance(parameters, dict) else {}), **how}
    return told


def credit_of(area: Area, words: Words, files: Iterable[str] = ()) -> Credit:
    """Name what a figure rests on: sources, and files of the user."""
    from drenthe_geo.maps.captions import Credit  # noqa: PLC0415 - maps load matplotlib

    return Credit(area.attribution(words), tuple(files), area.date)


def _data_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        key: entry[key] for key in ("name", "path", "date", "limits") if key in entry
    }
    said = [f"{source['title']} ({source['date']})" for source in entry["sources"]]
    kept["sources"] = list(dict.fromkeys(said))
    fetched = [
        {key: source[key] for key in OF_FETCHED if key in source}
        for source in entry["sources"]
        if "fetched" in source
    ]
    if fetched:
        kept["fetched"] = fetched
    kept["sha256"] = sha256(Path(entry["folder"]) / entry["path"])
    kept["licences"] = [licence["name"] for licence in entry["licenses"]]
    return kept


def _own_entry(source: Source, words: Words) -> dict[str, Any]:
    """Tell where a file of the user is from; its digest is among the files of the user."""
    date = source.date or words.say("sources.not_told")
    told = {"name": source.title, "path": source.path, "date": date}
    return {**told, "sources": [f"{source.title} ({date})"], "licences": [source.licence]}


def own_files(**files: object) -> dict[str, str]:
    """Give the SHA-256 of a user's files by role and name; words and what is None are left out."""
    from drenthe_geo.io.osm import header_of_folder  # noqa: PLC0415 - networks load much

    found: dict[str, str] = {}
    for role, given in files.items():
        for one in given if isinstance(given, (list, tuple)) else [given]:
            if isinstance(one, (str, Path)) and is_file(one):
                path = split_layer(one)[0]
                named = f"{role}: {path.name}"
                same = found.get(named, sha256(path)) == sha256(path)
                found[named if same else f"{role}: {path}"] = sha256(path)
            elif isinstance(one, (str, Path)) and (header := header_of_folder(one)) is not None:
                # What it says of itself has the digest of what it was made of.
                found[f"{role}: {header.parent.name}/{header.name}"] = sha256(header)
    return found


def with_sources(
    choices: Profile | Settings | TransitRules | Choices, words: Iterable[str] = ()
) -> dict[str, Any]:
    """Put every choice beside its source; those in `words` are no numbers and have none."""
    result: dict[str, Any] = {}
    for name in choices.__dataclass_fields__:
        value = getattr(choices, name)
        if name in words:
            result[name] = value
        elif name in choices.sources:
            result[name] = {"value": plain(value), "source": choices.sources[name]}
    return result


def profile_with_sources(profile: Profile) -> dict[str, Any]:
    """Put the choices of a profile beside their sources."""
    return with_sources(profile, {"mode"})


def scenarios_with_sources(scenarios: Iterable[Scenario]) -> list[dict[str, Any]]:
    """Tell scenarios with their edits, and how their toggles stood."""
    return [
        {
            "name": one.name,
            "title": one.title,
            "source": one.source,
            "note": one.note,
            "toggles": dict(one.toggles),
            "toggle_notes": dict(one.toggle_notes),
            "toggle_sources": dict(one.toggle_sources),
            "edits": [{"do": edit.kind, **plain(edit.said)} for edit in one.edits],
        }
        for one in scenarios
    ]


def criteria_with_sources(found: Suggestion) -> dict[str, Any]:
    """Tell the criteria that counted, with their scales and sources."""
    ends = found.siting.ends(found.brief.service)
    return {
        name: {
            "unit": one.unit,
            "worst": ends[name].worst,
            "best": ends[name].best,
            "source": one.source,
        }
        for name, one in found.siting.criteria.items()
        if name in found.brief.weights or name in found.brief.limits
    }


def legs_by_basis(situation: Situation) -> dict[str, int]:
    """Count what the minutes of the trains rest on."""
    counts = situation.transit.legs["basis"].value_counts().sort_index()
    return {str(basis): int(count) for basis, count in counts.items()}


def plain(value: object, words: Words | None = None) -> Any:  # noqa: ANN401 - of any kind
    """Turn what JSON does not know into what it does; with `words` messages into sentences."""
    if words is not None and isinstance(value, Message):
        return words.say(value)
    if isinstance(value, Texts):
        value = dict(value.texts)
    if isinstance(value, Mapping):
        if words is not None and words.lang in value and set(value) <= set(LANGUAGES):
            return value[words.lang]
        return {str(key): plain(part, words) for key, part in value.items()}
    if isinstance(value, (set, frozenset, list, tuple)):
        parts = sorted(value) if isinstance(value, (set, frozenset)) else value
        return [plain(part, words) for part in parts]
    if hasattr(value, "item"):  # a number of numpy
        return value.item()
    return str(value) if isinstance(value, Path) else value


def versions_of(module: str, more: Iterable[str] = ()) -> dict[str, str]:
    """Give the versions of what a module of ours imports, itself or through others of ours.

    It follows from the source, not from what happens to be loaded: equal runs say the same.
    """
    used = _used(module).union(more)
    names = [name for name in _requirements() if name.replace("-", "_") in used]
    found = {"drenthe-geo": version("drenthe-geo"), "python": platform.python_version()}
    found |= {name: version(name) for name in names}
    if "shapely" in found:
        import shapely  # noqa: PLC0415 - for the version of what it wraps

        found["geos"] = shapely.geos_version_string
    return found


def _requirements() -> list[str]:
    """Names of the packages that ours requires, without those of its extras."""
    every = [one for one in requires("drenthe-geo") or () if "extra ==" not in one]
    return sorted({re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0].lower() for one in every})


@functools.cache
def _used(module: str) -> frozenset[str]:
    """Names of other people's modules that are imported on the way from one of ours."""
    seen, ahead, found = {WRITER}, [module], set()
    while ahead:
        here = ahead.pop()
        path = _file(here)
        if here in seen or path is None:
            continue
        seen.add(here)
        for name in _imports(path):
            if name.split(".")[0] == OURS:
                ahead.append(name)
            else:
                found.add(name.split(".")[0].lower())
    return frozenset(found)


def _file(module: str) -> Path | None:
    """Find the file of a module of ours; None for a name that is none."""
    parts = module.split(".")[1:]
    path = Path(drenthe_geo.__file__).parent.joinpath(*parts)
    there = (path.with_suffix(".py"), path / "__init__.py") if parts else ()
    return next((one for one in there if one.is_file()), None)


def _imports(path: Path) -> Iterator[str]:
    """Read the names that a file imports, also within functions, but not those for types alone.

    Line by line: to parse some hundred files takes half a second.
    """
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line == "if TYPE_CHECKING:":
            line = next((one for one in lines if one and not one.startswith(" ")), "")  # noqa: PLW2901
        found = IMPORT.match(line)
        if not found:
            continue
        module, names, plain = found.groups()
        if plain:
            yield from (one.split(" as ")[0].strip() for one in plain.split(","))
            continue
        text = names.split("#")[0]
        while "(" in text and ")" not in text:
            text += next(lines, ")").split("#")[0]
        yield module
        for one in text.strip(" ()").split(","):
            if name := one.split(" as ")[0].strip():
                yield f"{module}.{name}"


def counts_of(study: Study) -> dict[str, object]:
    """Count what a study rests on and what it found."""
    network, total = study.reach.network, study.total
    return {
        "stations": len(study.stations),
        "stations_outside_the_network": len(study.outside),
        "places": len(study.places),
        "places_not_counted": len(study.ignored),
        "people": int(study.people["population"].sum()),
        "points_that_people_are_counted_at": len(study.people),
        "people_within_minutes_of_any_station": {
            f"{cutoff:g}": one.people for cutoff, one in total.within.items()
        },
        "people_contested": total.contested,
        "people_without_way_to_any_station": total.without_way,
        "people_without_road": total.without_road,
        "people_within_minutes_for_certain_and_possibly": {
            f"{cutoff:g}": [one.certain, one.possible] for cutoff, one in total.within.items()
        },
        "people_nearer_to_a_station_not_counted": total.people_nearer_elsewhere,
        "of_these_nearest_to": total.nearer_elsewhere,
        "places_without_route": len(study.times.unreached),
        "road_edges": network.n_edges,
        "road_nodes": network.n_met,
    }
