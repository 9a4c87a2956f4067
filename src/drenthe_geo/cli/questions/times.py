"""The command times: minutes between points of your own and stations or other points."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drenthe_geo.answers.times import ask_times
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Columns, Direction, Mode, Network, Out, Profile, Scheduler
from drenthe_geo.cli.reading import pairs_of


def command(
    asked: Asked,
    *,
    points: Annotated[str, typer.Option("--points", help="help.points")],
    to: Annotated[str, typer.Option("--to", help="help.to_points")] = "stations",
    out: Out = Path("times"),
    mode: Mode = None,
    profile: Profile = None,
    direction: Direction = "to",
    network: Network = "default",
    columns: Columns = None,
    scheduler: Scheduler = None,
) -> None:
    """Answer and write."""
    how: Any = {
        "mode": mode,
        "profile_file": profile,
        "direction": direction,
        "network": network,
        "columns": pairs_of(columns, network),
        "scheduler": scheduler,
    }
    with asked.steps() as on_step:
        answer = ask_times(asked.opened, points, to, **how, out=out, on_step=on_step)
    minutes = answer.result.minutes
    missing = int(minutes.isna().to_numpy().sum())
    said = asked.say("screen.times", pairs=minutes.size, missing=missing)
    asked.finish(answer, out, sentences=[said])
