"""The command run: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drenthe_geo.answers.stations import ask_stations
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Also, Direction, Mode, Out, Profile
from drenthe_geo.cli.reading import numbers_of, own_layers_of
from drenthe_geo.cli.screen import plain_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from drenthe_geo.answers.answer import Answer

OWN_PEOPLE = {"people", "places"}
"""Layers of a user that hold the people who are counted."""

HEADS = ("station", "intercity", "places", "nearest", "contested", "km2")


def command(
    asked: Asked,
    *,
    out: Out = Path("results"),
    stations: Annotated[str, typer.Option("--stations", help="help.stations")] = "own",
    minutes: Annotated[
        str | None, typer.Option("--minutes", help="help.minutes", show_default="10,20,30")
    ] = None,
    direction: Direction = "to",
    mode: Mode = None,
    profile: Profile = None,
    layer: Annotated[list[str] | None, typer.Option("--layer", help="help.layer")] = None,
    also: Also = None,
) -> None:
    """Do the main job."""
    how: Any = {
        "which": stations,
        "minutes": numbers_of(minutes),
        "direction": direction,
        "mode": mode,
        "profile_file": profile,
        "own_layers": own_layers_of(layer or []),
        "also": also,
    }
    with asked.steps() as on_step:
        answer = ask_stations(asked.opened, **how, out=out, on_step=on_step)
    asked.finish(answer, out, [summary_table(asked, answer)])


def summary_table(asked: Asked, answer: Answer) -> Table:
    """Make the closing table: a row per station, any station, and who is nearer elsewhere."""
    # In the words of the area with the layers of the user: whose people they are.
    say, study = answer.area.words(asked.screen.lang).say, answer.result
    cutoffs = [f"{cutoff:g}" for cutoff in study.cutoffs_min]
    last = cutoffs[-1]
    heads = [say(f"screen.run.{name}") for name in HEADS]
    heads += [say("screen.run.people", minutes=cutoff) for cutoff in cutoffs]
    heads += [say("screen.run.sure", minutes=last), say("screen.run.maybe", minutes=last)]
    heads += [say("screen.run.reach", minutes=last), say("screen.run.filled", minutes=last)]
    people = [f"people_{cutoff}_min" for cutoff in cutoffs]
    people += [f"people_{last}_min_certain", f"people_{last}_min_possible"]

    def number(value: float) -> str:
        return say("screen.number", value=value)

    def counts(row: Mapping[Any, Any]) -> list[str]:
        near = ("places_nearest", "people_nearest", "people_contested")
        land = say("screen.km2", value=row["nearest_km2"])
        return [
            *(number(row[name]) for name in near),
            land,
            *(number(row[name]) for name in people),
        ]

    rows: list[list[str]] = []
    *stations, total = answer.tables["stations_summary"].to_dict("records")
    for row in stations:
        more = "+" if row["whole_to_min"] < study.cutoffs_min[-1] else ""
        land = [f"area_{last}_min_km2", f"area_{last}_min_filled_km2"]
        areas_km2 = [say("screen.km2", value=row[name]) + more for name in land]
        stops = say("screen.run.ic") if row["intercity"] else ""
        rows.append([str(row["name"]), stops, *counts(row), *areas_km2])
    rows += [[], [say("reach.any_station"), "", *counts(total), "", ""]]
    if study.nearer is not None and len(study.nearer):
        blank = [""] * (len(heads) - 4)
        sums = [(say("screen.run.elsewhere"), study.nearer.sum())]
        sums += [(f"  {name}", count) for name, count in study.nearer.items()]
        rows += [[], *([name, "", "", number(count), *blank] for name, count in sums)]
    profile = study.reach.network.profile
    caption = say(
        "screen.run.caption",
        who=say("screen.run.who_own" if OWN_PEOPLE & set(answer.area.own) else "screen.run.who"),
        metres=asked.opened.settings.road_buffer_m,
        minutes=last,
        low=profile.low_share,
        high=profile.high_share,
    )
    which = "own_file" if "stations" in answer.area.own else study.which
    title = say(
        "screen.run.title",
        stations=say(f"screen.run.stations_{which}"),
        by=profile.phrase,
        direction=say(f"screen.run.{study.reach.direction}"),
    )
    return plain_table(title, heads, rows, caption=caption)
