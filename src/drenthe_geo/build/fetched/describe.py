"""What an area that was built says of itself: facts, words, how sites are judged, its tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.area.package import DESCRIPTOR, FACTS, data_dir, read_json, sha256
from drenthe_geo.build.fetched.people import SQUARES
from drenthe_geo.crs import RD_NEW
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from drenthe_geo.fetch.manifest import FetchedFile, Manifest

OURS = {"path": "https://opensource.org/license/mit", "licence": "MIT"}
TEXTS = ("siting.toml", "claims.toml", "words.nl.toml", "words.en.toml")
ROAD_BANS = {"name": "road_bans", "path": "road_bans.csv", "type": "table",
             "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
             "encoding": "utf-8"}  # fmt: skip
PLACE = ("x_m", "y_m")
MADE = "made"
"""Hash of a file as the build made it: one that somebody changed since has another."""

WORDS = ("name", "of_area", "in_area", "own_stations", "profile", "people_are", "beside_is",
         "roads_are", "beyond", "not_counted", "whose_beyond", "beyond_site",
         "beyond_roads")  # fmt: skip
WITH_ABROAD = ("not_counted", "whose_beyond", "beyond_site", "beyond_roads")
"""What an area calls its things, and what of it is said otherwise where people abroad count."""

OUTLINES, POSTCODES = "boundaries_gemeenten", "postcode4"
"""Sources of the pieces of an area, and of places whose ids are codes that people know."""

DAY = 10
"""Characters of the date in a moment."""


def _say(key: str, **said: object) -> str:
    """Say something of a table in English, as all descriptions of tables are."""
    return words_of("en").say(f"build.described.{key}", **said)


def schemas(settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the tables that an area has: those of the embedded one, with what the choices change."""
    chosen = settings["tables"]["schemas_of"]
    package = read_json(data_dir() / chosen / DESCRIPTOR)
    found = [one for one in package["resources"] if "schema" in one]
    return [*(_schema(one, settings) for one in found), _bans(settings)]


def _schema(entry: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    name = entry["name"]
    fields = [_field(name, one, settings) for one in entry["schema"]["fields"]]
    known = {one["name"] for one in fields}
    fields += [one for one in _extra(name, settings) if one["name"] not in known]
    kept = ("name", "path", "type", "profile", "format", "mediatype", "encoding", "compression",
            "geometry")  # fmt: skip
    schema = {**entry["schema"], "fields": fields}
    return {**{key: entry[key] for key in kept if key in entry}, "schema": schema}


def _field(table: str, raw: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Take a column over; coordinates have no bounds but those of the CRS of the area."""
    at = f"{table}.{raw['name']}"
    limits = dict(raw.get("constraints", {}))
    if raw["name"] in PLACE and settings["area"]["crs"] != RD_NEW:
        limits = {key: value for key, value in limits.items() if key == "required"}
    field = {**raw, "description": settings["columns"].get(at, raw.get("description", raw["name"]))}
    if raw["name"] in PLACE:
        field["description"] = _say("place_column", column=raw["name"], crs=settings["area"]["crs"])
    if at in settings["enums"] and "enum" in limits:
        limits["enum"] = list(dict.fromkeys([*limits["enum"], *settings["enums"][at]]))
    if table in {"road_edges", "road_nodes"}:
        if at in {"road_edges.length_m", "road_nodes.x_m", "road_nodes.y_m"}:
            field["type"] = "number"
        if at in {"road_edges.length_m", "road_edges.maxspeed_kmh"}:
            limits = {"required": True, "minimum": 0}
    return {**field, **({"constraints": limits} if limits else {})}


def _extra(table: str, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = settings["extra_columns"].get(table, {})
    units = {"_s": "s", "_m": "m", "_kmh": "km/h"}
    return [
        {"name": name, "type": kind, "description": text,
         **next(({"unit": unit} for end, unit in units.items() if name.endswith(end)), {})}
        for name, (kind, text) in known.items()
    ]  # fmt: skip


def _bans(settings: Mapping[str, Any]) -> dict[str, Any]:
    fields = _extra("road_bans", settings)
    return {**ROAD_BANS, "schema": {"fields": fields, "primaryKey": "ban", "missingValues": [""]}}


def write_facts(out: Path, settings: Mapping[str, Any], goals: list[str]) -> None:
    """Write what the area says of itself that no table tells; `goals` are its destinations."""
    area = settings["area"]
    capital = area.get("capital")
    facts = {
        "name": area["slug"],
        "crs": area["crs"],
        "languages": area["languages"],
        "outline": "gemeenten",
        "capital": str(capital or next(iter(goals), "none")),
        "roads_end_m": float(area["roads_end_m"]),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]
    (out / FACTS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_words(
    out: Path,
    settings: Mapping[str, Any],
    source: FetchedFile,
    own: int,
    of: Mapping[str, str],
    *,
    abroad: bool,
) -> None:
    """Write how texts name the area: our sentences with its name filled in.

    `own` is how many stations it has, `of` the sources of its ``people`` and ``places``, and
    `abroad` whether people across its border are known.
    """
    title = str(settings["area"]["title"])
    rim_km = float(settings["area"]["roads_end_m"]) / M_PER_KM
    said = {"name": title, "source": source.title, "date": date_of(source), "count": own,
            "rim_km": rim_km}  # fmt: skip
    for lang in ("nl", "en"):
        words = words_of(lang)
        other = WITH_ABROAD if abroad else ()
        lines = [
            f"{key} = {json.dumps(words.say(f'build.words.{at}', **said), ensure_ascii=False)}"
            for key in WORDS
            for at in [f"with_abroad.{key}" if key in other else key]
        ]
        called = _called(settings["called"], lang, **of)
        lines += [f"{key} = {json.dumps(one, ensure_ascii=False)}" for key, one in called.items()]
        text = "\n".join(["[area]", *lines]) + "\n"
        (out / f"words.{lang}.toml").write_text(text, encoding="utf-8")


def _called(
    known: Mapping[str, Mapping[str, list[str]]], lang: str, people: str, places: str
) -> dict[str, str]:
    """Say what the pieces of the area are called, its places, and where its people stand."""
    words = words_of(lang)
    one, many = known[OUTLINES][lang]
    found = {"unit": one, "units": many, "places": known[places][lang][1]}
    if places == POSTCODES:
        found["place_id"] = words.say("build.words.place_id")
        found["place_code"] = known[places][lang][0]
    how = "in" if people in SQUARES else "spread"
    of = known[people][lang][0]
    found |= {"dots_are": words.say(f"build.words.dots_{how}", of=of),
              "counted": words.say(f"build.words.counted_{how}", of=of)}  # fmt: skip
    return found


def write_siting(out: Path, settings: Mapping[str, Any], tables: Mapping[str, Any]) -> None:
    """Write how a site is judged: scales of what the area has, until somebody knows better."""
    chosen = settings["siting"]
    english, dutch = words_of("en"), words_of("nl")
    source = {"en": english.say("build.siting_source"), "nl": dutch.say("build.siting_source")}
    people, homes = tables["people"], tables["dwellings"]
    step = int(chosen["round_people"])
    scales: dict[str, tuple[float, float]] = {
        "relations_min": tuple(chosen["relations_min"]),
        "exit_car_min": tuple(chosen["exit_car_min"]),
    }
    for name, column in (("workers_car", "working_age"), ("inhabitants_car", "population")):
        best = float(people[column].sum()) * chosen["best_share"]
        scales[name] = (0, max(step, round(best / step) * step))
    ends = tuple(chosen["dwelling_value_keur"])
    if len(homes):
        ends = tuple(
            round(float(homes["value_keur"].quantile(q))) for q in chosen["dwelling_shares"]
        )
    scales["dwelling_value_keur"] = ends if ends[0] != ends[1] else (ends[0] + 1, ends[1])
    lines = ["# " + english.say("build.siting_head"), ""]
    for name, (worst, best) in scales.items():
        lines += [f"[criteria.{name}]"]
        if name == "exit_car_min":
            classes = list(chosen["exit_classes"])
            lines += ['to.layer="exits"', 'to.where.kind="exit"',
                      f"to.where.road_class={json.dumps(classes)}"]  # fmt: skip
            lines.append(f"to.source={json.dumps(_say('motorway_exits', classes=classes))}")
        lines += [f"worst = {worst}", f"best = {best}", f"source = {_inline(source)}", ""]
    lines += ["[criteria.university_min]", f"source = {_inline(source)}", "", "[services]", ""]
    lines += ["[settings.no_partners]", "value = []", f"source = {json.dumps(source['en'])}", ""]
    (out / "siting.toml").write_text("\n".join(lines), encoding="utf-8")


def _inline(texts: Mapping[str, str]) -> str:
    said = ", ".join(f"{key} = {json.dumps(one, ensure_ascii=False)}" for key, one in texts.items())
    return "{ " + said + " }"


def date_of(file: FetchedFile) -> str:
    """Give of when a file is: as its source says, else the day it was fetched."""
    return file.date or file.fetched[:DAY]


def source_entry(file: FetchedFile) -> dict[str, Any]:
    """Say where a file is from, as results tell it."""
    return {
        "id": file.source,
        "title": file.title,
        "path": file.address,
        "date": date_of(file),
        "licence": file.licence,
        "credit": dict(file.credit),
        "fetched": file.fetched,
        "file": file.file,
        "sha256": file.sha256,
    }


def write_descriptor(
    out: Path, manifest: Manifest, settings: Mapping[str, Any], people: str, rows: Mapping[str, int]
) -> None:
    """Write ``datapackage.json``: every table with its columns and the sources it is made of."""
    moments = [one.fetched for one in manifest.fetched]
    created = f"{max(moments)[:DAY]}T00:00:00Z"
    resources = []
    for entry in schemas(settings):
        name = entry["name"]
        if not (out / entry["path"]).is_file():
            continue
        used = _sources_of(name, manifest, settings, people)
        resources.append({**_head(entry, used, settings, created), **_content(out, entry["path"]),
                          "rows": rows[name], "schema": entry["schema"]})  # fmt: skip
    for path in TEXTS:
        if (out / path).is_file():
            name = path.removesuffix(".toml").replace(".", "-")
            entry = {"name": name, "path": path, "type": "file", "format": "toml",
                     "mediatype": "application/toml", "encoding": "utf-8"}  # fmt: skip
            resources.append({**_head(entry, [], settings, created), **_content(out, path)})
    title = settings["area"]["title"]
    package = {
        "name": f"{settings['area']['slug']}-data",
        "title": _say("package_title", name=title),
        "description": _say("package_about", crs=settings["area"]["crs"]),
        "version": "1",
        "created": created,
        "licenses": _licences({one.licence for one in manifest.fetched}, settings),
        "resources": resources,
    }
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    (out / DESCRIPTOR).write_text(text, encoding="utf-8")


def _sources_of(
    name: str, manifest: Manifest, settings: Mapping[str, Any], people: str
) -> list[FetchedFile]:
    wanted = [people if one == "people" else one for one in settings["sources_of"].get(name, ())]
    return [file for one in dict.fromkeys(wanted) for file in manifest.files(one)]


def _head(
    entry: Mapping[str, Any], used: list[FetchedFile], settings: Mapping[str, Any], created: str
) -> dict[str, Any]:
    """Say where a table is from; one without rows, or of our own words, is ours."""
    ours = {"title": _say("ours"), **OURS, "date": created[:DAY]}
    head = {key: value for key, value in entry.items() if key != "schema"}
    return {
        **head,
        "title": str(entry["name"]),
        "description": _say("table_about", table=entry["name"], name=settings["area"]["title"]),
        "date": max((date_of(one) for one in used), default=created[:DAY]),
        "licenses": _licences({one.licence for one in used} or {"MIT"}, settings),
        "sources": [source_entry(one) for one in used] or [ours],
    }


def _licences(names: set[str], settings: Mapping[str, Any]) -> list[dict[str, str]]:
    known = settings["licences"]
    return [
        {"name": name, "title": known[name][0], "path": known[name][1]}
        if name in known else {"name": name, "title": name, "path": ""}
        for name in sorted(names)
    ]  # fmt: skip


def _content(out: Path, path: str) -> dict[str, Any]:
    file = out / path
    return {"bytes": file.stat().st_size, "hash": hash_of(file), MADE: hash_of(file)}


def hash_of(file: Path) -> str:
    """Hash a file as a descriptor writes it."""
    return f"sha256:{sha256(file)}"


def empty_like(entry: Mapping[str, Any]) -> pd.DataFrame:
    """Give a table of its columns without a row."""
    return pd.DataFrame(columns=[one["name"] for one in entry["schema"]["fields"]])
