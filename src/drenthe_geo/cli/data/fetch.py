"""The command fetch: public data of an area to a folder, with where each file is from."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import pandas as pd
import typer

from drenthe_geo.cli import stopped
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.data.watched import watched
from drenthe_geo.cli.screen import let_fold, plain_table, print_table, say_whole, shown
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.fetch.around import fetch_around, point_of
from drenthe_geo.fetch.manifest import MANIFEST
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.fetch.plan import Plan, read_plan
from drenthe_geo.fetch.run import fetch_sources
from drenthe_geo.fetch.standing import FRESH, MISSING, OLD, OTHER, SPOILED, addresses_of
from drenthe_geo.files.gate import BYTES_PER_MB, short

if TYPE_CHECKING:
    from drenthe_geo.fetch.standing import Standing

COLUMNS = ("source", "file", "format", "mb", "there", "licence")
UNUSABLE = {MISSING, SPOILED, OTHER}


def command(
    asked: Asked,
    *,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="help.fetch_sources")
    ] = None,
    to: Annotated[Path, typer.Option("--to", help="help.fetch_to")],
    sources: Annotated[Path | None, typer.Option("--sources", help="help.fetch_own")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="help.offline")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.dry_run")] = False,
    again: Annotated[bool, typer.Option("--again", help="help.again")] = False,
    max_age: Annotated[float | None, typer.Option("--max-age", help="help.max_age")] = None,
    around: Annotated[str | None, typer.Option("--around", help="help.around")] = None,
    radius_m: Annotated[float | None, typer.Option("--radius-m", help="help.radius")] = None,
) -> None:
    """Fetch what is missing or old, or say what that is."""
    max_age = _age(max_age, again=again)
    if offline and dry_run:
        raise ArgumentError("fetch.offline_dry")
    if around is not None:
        if names or sources:
            raise ArgumentError("fetch.around_no_area")
        _around(asked, around, radius_m, to, offline=offline)
        return
    if radius_m is not None:
        raise ArgumentError("fetch.radius_alone")
    only = list(names or ())
    if offline or dry_run:
        plan = read_plan(asked.area, to, only, sources=sources, max_age_days=max_age)
        _show_plan(asked, plan) if dry_run else _show_there(asked, plan)
        return
    stopped.note_fetching(asked.words, str(to))
    with watched(asked) as watch:
        found = fetch_sources(
            asked.area, to, only, sources=sources, max_age_days=max_age, watch=watch
        )
    rows = [
        (one.source, one.file, one.bytes, one.sha256, one.address) for one in found.manifest.fetched
    ]
    table = pd.DataFrame(rows, columns=["source", "file", "bytes", "sha256", "address"])
    counts = {name: len(getattr(found, name)) for name in ("fetched", "unchanged", "fresh")}
    said = asked.say("screen.fetch.done", manifest=str(to / MANIFEST), **counts)
    asked.show({"fetch": table}, (), [said], found.notices)


def _age(max_age: float | None, *, again: bool) -> float | None:
    """Read what counts as old."""
    if again and max_age is not None:
        raise ArgumentError("fetch.again_and_age")
    if max_age is not None and not (math.isfinite(max_age) and max_age >= 0):
        raise ArgumentError("fetch.max_age", given=max_age)
    return 0.0 if again else max_age


def _around(asked: Asked, around: str, radius_m: float | None, to: Path, *, offline: bool) -> None:
    """Fetch the roads around a point."""
    manners = read_manners()
    point = point_of(around)
    radius_m = manners.overpass_around_m if radius_m is None else radius_m
    if offline:
        raise ArgumentError("fetch.around_offline")
    path, nodes, edges = fetch_around(point, radius_m, to, manners)
    row = {"path": str(path), "nodes": nodes, "edges": edges}
    asked.show({"fetch": pd.DataFrame([row])}, (), [asked.say("screen.fetch.around", **row)])


def _show_there(asked: Asked, plan: Plan) -> None:
    """Say what is there, or refuse where something is missing."""
    folder = short(plan.folder)
    missing = [one.wanted.file for one in plan.standing if one.state in UNUSABLE]
    if missing:
        raise FileError("fetch.offline_missing", folder=folder, files=missing)
    old = [
        asked.say("screen.fetch.offline_old", file=one.wanted.file, age=one.age_days)
        for one in plan.standing
        if one.state == OLD and one.age_days is not None
    ]
    said = asked.say("screen.fetch.offline", folder=folder, files=len(plan.standing))
    asked.show({"fetch": _table(plan)}, (), [*old, said], plan.notices)


def _show_plan(asked: Asked, plan: Plan) -> None:
    """List what is wanted, and every address that would be asked."""
    say, table = asked.say, _table(plan)
    shown_table = plain_table(
        say("screen.fetch.title", area=plan.manifest.area, folder=short(plan.folder)),
        [say(f"screen.fetch.{name}") for name in COLUMNS],
        [_row(asked, one) for one in plan.standing],
        left=len(COLUMNS),
    )
    shown_table.columns[COLUMNS.index("mb")].justify = "right"
    let_fold(shown_table.columns[COLUMNS.index("licence")])
    ahead = [one for one in plan.standing if one.state != FRESH]
    said = say(
        "screen.fetch.totals",
        files=len(plan.standing),
        hosts=table["address"].map(lambda one: urlsplit(one).netloc).nunique(),
        count=len(ahead),
        mb=sum(one.wanted.expected_mb or 0.0 for one in ahead),
        unknown=sum(one.wanted.expected_mb is None for one in ahead),
    )
    named = {"sources": list(plan.far), "area": plan.manifest.area}
    far = [say("screen.fetch.far", **named)] if plan.far else []
    if not asked.is_silent:
        with shown():
            print_table(shown_table)
            say_whole(["", say("screen.fetch.address"), *_addresses(plan), ""])
    asked.show({"fetch": table}, (), [*far, said], plan.notices)


def _addresses(plan: Plan) -> list[str]:
    """Write the addresses of each file below its name."""
    manners, lines = read_manners(), []
    for one in plan.standing:
        lines += [one.wanted.file, *(f"  {each}" for each in addresses_of(one.wanted, manners))]
    return lines


def _row(asked: Asked, one: Standing) -> list[str]:
    """Write what is said of a file."""
    say, source, size = asked.say, one.wanted.source, one.wanted.expected_mb
    return [
        source.id,
        one.wanted.file,
        say(f"screen.fetch.formats.{source.format}"),
        say("screen.fetch.unknown") if size is None else say("screen.one", value=size),
        _said(asked, one),
        source.licence,
    ]


def _said(asked: Asked, one: Standing) -> str:
    """Say how it stands with a file."""
    if one.state in {FRESH, OLD}:
        if one.age_days is None:
            return asked.say("screen.fetch.age")
        return asked.say(f"screen.fetch.{one.state}", age=math.floor(one.age_days))
    return asked.say(f"screen.fetch.{one.state}")


def _table(plan: Plan) -> pd.DataFrame:
    """Make the table of a plan for programs: a row for each address."""
    manners = read_manners()
    rows = [
        (
            one.wanted.source.id,
            one.wanted.file,
            one.wanted.source.format,
            one.wanted.source.licence,
            one.wanted.expected_mb,
            one.state,
            address,
            one.known.bytes / BYTES_PER_MB if one.known else None,
            one.wanted.source.known,
        )
        for one in plan.standing
        for address in addresses_of(one.wanted, manners)
    ]
    heads = ["source", "file", "format", "licence", "expected_mb", "state", "address"]
    return pd.DataFrame(rows, columns=[*heads, "mb", "known"])
