"""The command catchments: service areas of stations or of your own points."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drenthe_geo.answers.catchments import ask_catchments
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Columns, Direction, Minutes, Mode, Network, Out, Points, Profile
from drenthe_geo.cli.reading import numbers_of, pairs_of


def command(
    asked: Asked,
    *,
    points: Points = "stations",
    minutes: Minutes = "10,20,30",
    out: Out = Path("catchments"),
    mode: Mode = None,
    profile: Profile = None,
    direction: Direction = "to",
    network: Network = "default",
    columns: Columns = None,
    fill_holes_m2: Annotated[float, typer.Option("--fill-holes-m2", help="help.fill_holes")] = 0.0,
    exact: Annotated[bool, typer.Option("--exact", help="help.exact")] = False,
) -> None:
    """Answer and write."""
    how: Any = {
        "mode": mode,
        "profile_file": profile,
        "direction": direction,
        "network": network,
        "columns": pairs_of(columns),
        "fill_holes_m2": fill_holes_m2,
        "exact": exact,
    }
    with asked.steps() as on_step:
        answer = ask_catchments(
            asked.opened, points, numbers_of(minutes) or [], **how, out=out, on_step=on_step
        )
    count = len(answer.result.service_areas)
    asked.finish(answer, out, sentences=[asked.say("screen.areas", count=count)])
