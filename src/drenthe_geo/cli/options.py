"""Options that several commands take; the help of each is a key of the words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option("--out", help="help.out")]
Points = Annotated[str, typer.Option("--points", help="help.points")]
Minutes = Annotated[str, typer.Option("--minutes", help="help.minutes")]
Mode = Annotated[str | None, typer.Option("--mode", help="help.mode", show_default="car")]
Profile = Annotated[Path | None, typer.Option("--profile", help="help.profile")]
Direction = Annotated[str, typer.Option("--direction", help="help.direction")]
Network = Annotated[str, typer.Option("--network", help="help.network")]
Columns = Annotated[str | None, typer.Option("--network-columns", help="help.columns")]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help="help.scheduler")]
Also = Annotated[list[str] | None, typer.Option("--also", help="help.also")]
Bus = Annotated[bool, typer.Option("--bus/--no-bus", help="help.bus")]
Access = Annotated[str, typer.Option("--access", help="help.access")]
Scenarios = Annotated[list[str] | None, typer.Option("--scenario", help="help.scenario")]
Sites = Annotated[str | None, typer.Option("--sites", help="help.own_sites")]
Only = Annotated[bool, typer.Option("--only", help="help.only")]
Margin = Annotated[
    float | None,
    typer.Option("--moving-margin", help="help.moving_margin", show_default="0.1"),
]
