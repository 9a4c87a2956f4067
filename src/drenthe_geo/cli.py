"""The command line: arguments to calls, and the only place that catches errors."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from drenthe_geo import __version__
from drenthe_geo.cli_app import (
    ACCESS,
    COLUMNS,
    DIRECTION,
    FACILITIES,
    FROM,
    MODE,
    NETWORK,
    PROFILE,
    app,
    numbers_of,
    own_layers_of,
    pairs_of,
    steps_shown,
    toggles_of,
)
from drenthe_geo.cli_siting import claims, place, services, suggest
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.screen import console, print_whole, say, say_note
from drenthe_geo.terminal import (
    gains_table,
    parts_table,
    reach_table,
    summary_table,
    trips_summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# Typer brings its own copy of click in newer versions, so its errors are known by name.
_CLICK_ERROR: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with one flag
    if asked:
        typer.echo(f"drenthe-geo {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command()
def run(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("results"),
    stations: Annotated[str, typer.Option(help="Facility set: nine or all.")] = "nine",
    minutes: Annotated[
        str | None, typer.Option(help="Cut-offs, for example 10,20,30.", show_default="10,20,30")
    ] = None,
    direction: Annotated[str, typer.Option(help="Trips to or from the station.")] = "to",
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(help="Your own file in place of a layer: NAME=FILE. May stand several times."),
    ] = None,
) -> None:
    """Do the main job: travel times, catchments, maps and tables for the stations."""
    from drenthe_geo.io.writers import require_folder  # noqa: PLC0415 - heavy
    from drenthe_geo.outputs import write_study  # noqa: PLC0415 - heavy
    from drenthe_geo.study import make_study  # noqa: PLC0415 - heavy

    out = out.expanduser()

    choices: dict[str, Any] = {
        "which": stations,
        "minutes": numbers_of(minutes),
        "direction": direction,
        "mode": mode,
        "profile_file": profile,
        "own_layers": own_layers_of(layer or []),
    }
    with steps_shown() as on_step:
        require_folder(out)
        study = make_study(on_step=on_step, **choices)
        files = write_study(study, out, on_step=on_step)
    print_whole(summary_table(study))
    for warning in study.manifest["warnings"]:
        say(f"warning: {warning}", style="yellow")
    listed = ", ".join(path.name for path in files)
    say(f"Written to {out}: {listed}")


@app.command()
def times(
    *,
    origins: Annotated[Path, FROM],
    to: Annotated[str, typer.Option(help=FACILITIES)] = "stations",
    out: Annotated[Path, typer.Option(help="CSV to write.")] = Path("times.csv"),
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    direction: Annotated[str, DIRECTION] = "to",
    network: Annotated[str, NETWORK] = "default",
    columns: Annotated[str | None, COLUMNS] = None,
) -> None:
    """Write the minutes between your own points and stations or other points."""
    import pandas as pd  # noqa: PLC0415 - heavy

    from drenthe_geo.notices import point_warnings  # noqa: PLC0415 - heavy
    from drenthe_geo.queries import write_times  # noqa: PLC0415 - heavy

    how: Any = {"mode": mode, "profile_file": profile, "direction": direction, "network": network}
    found = write_times(origins, to, out, columns=pairs_of(columns), **how)
    count, missing = found.minutes.size, int(found.minutes.isna().to_numpy().sum())
    say(f"Written to {out}: {count:,} pairs, {missing:,} without a route")
    say_note(found.profile.note)
    for warning in point_warnings(
        pd.concat([found.origin_snaps, found.facility_snaps]), found.profile.max_snap_m
    ):
        say(f"warning: {warning}", style="yellow")


@app.command()
def catchments(
    *,
    facilities: Annotated[str, typer.Option(help=FACILITIES)] = "stations",
    minutes: Annotated[str, typer.Option(help="Cut-offs, for example 5,10,15.")] = "10,20,30",
    out: Annotated[Path, typer.Option(help="GeoPackage to write.")] = Path("catchments.gpkg"),
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    direction: Annotated[str, DIRECTION] = "to",
    network: Annotated[str, NETWORK] = "default",
    columns: Annotated[str | None, COLUMNS] = None,
    fill_holes_m2: Annotated[
        float, typer.Option(help="Fill holes in the areas that are smaller, for print.")
    ] = 0.0,
    exact: Annotated[
        bool, typer.Option("--exact", help="Draw exact unions of buffers: far slower.")
    ] = False,
) -> None:
    """Write the catchments of stations or of your own points."""
    from drenthe_geo.queries import write_catchments  # noqa: PLC0415 - heavy

    how: Any = {"mode": mode, "profile_file": profile, "direction": direction, "network": network}
    cutoffs = numbers_of(minutes) or []
    how |= {"fill_holes_m2": fill_holes_m2, "exact": exact}
    areas, warnings = write_catchments(facilities, cutoffs, out, columns=pairs_of(columns), **how)
    say(f"Written to {out}: {len(areas)} service areas")
    for warning in warnings:
        say(f"warning: {warning}", style="yellow")


@app.command()
def people(
    *,
    of: Annotated[
        str, typer.Option(help="stations (the nine), all-stations, sites, or a file of points.")
    ] = "stations",
    minutes: Annotated[str, typer.Option(help="Cut-offs, for example 5,10,15.")] = "15,30",
    out: Annotated[Path, typer.Option(help="CSV to write.")] = Path("people.csv"),
    who: Annotated[
        str, typer.Option(help="drenthe, or all people whom the roads reach.")
    ] = "drenthe",
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    direction: Annotated[str, DIRECTION] = "to",
    network: Annotated[str, NETWORK] = "default",
    columns: Annotated[str | None, COLUMNS] = None,
) -> None:
    """Count inhabitants, people of working age and students in reach of points."""
    from drenthe_geo.opportunities import write_people  # noqa: PLC0415 - heavy

    how: Any = {"mode": mode, "profile_file": profile, "direction": direction, "network": network}
    how |= {"who": who, "columns": pairs_of(columns)}
    table, warnings = write_people(of, numbers_of(minutes) or [], out, **how)
    print_whole(reach_table(table, mode or "car"))
    for warning in warnings:
        say(f"warning: {warning}", style="yellow")
    say(f"Written to {out}: {len(table):,} rows")


@app.command()
def trips(
    *,
    origins: Annotated[
        str, typer.Option("--from", help="places, sites, or a file of points.")
    ] = "places",
    out: Annotated[Path, typer.Option(help="CSV to write.")] = Path("trips.csv"),
    access: Annotated[str, ACCESS] = "bicycle",
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario that is taken as done. May stand several times."),
    ] = None,
    gtfs: Annotated[
        Path | None, typer.Option(help="A GTFS feed in place of the embedded trains.")
    ] = None,
) -> None:
    """Write trips by train from door to door, to Den Haag, Schiphol, Groningen and others."""
    from drenthe_geo.journeys import write_trips  # noqa: PLC0415 - heavy

    how: Any = {"access": access, "scenarios": scenario or [], "gtfs": gtfs}
    found, warnings = write_trips(origins, out, **how)
    print_whole(trips_summary(found))
    for warning in warnings:
        say(f"warning: {warning}", style="yellow")
    say(f"Written to {out}: {found.minutes.size:,} trips")


@app.command()
def scenario(
    names: Annotated[
        list[str], typer.Argument(help="Names (see: drenthe-geo scenarios) or files in TOML.")
    ],
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="TOGGLE=on or off; with several scenarios SCENARIO.TOGGLE=on."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("scenario"),
    access: Annotated[str, ACCESS] = "bicycle",
    destination: Annotated[
        str | None,
        typer.Option(help="Destination of the map.", show_default="where most is gained"),
    ] = None,
) -> None:
    """Compare what would be with what is: minutes, people in reach, best station."""
    from drenthe_geo.scenario_files import run_scenario  # noqa: PLC0415 - heavy

    toggled = toggles_of(settings or [])
    with steps_shown() as on_step:
        found, files = run_scenario(
            names, out, toggles=toggled, access=access, destination=destination, on_step=on_step
        )
    print_whole(gains_table(found))
    notes: Any = found.manifest["warnings"]
    for warning in notes:
        say(f"warning: {warning}", style="yellow")
    say(f"Written to {out}: {', '.join(path.name for path in files)}")


@app.command()
def scenarios() -> None:
    """List the scenarios that ship with the package, with their toggles and sources."""
    from drenthe_geo.io.embedded import read_scenario, scenario_names  # noqa: PLC0415 - heavy

    for name in scenario_names():
        one = read_scenario(name)
        console.print(f"[bold]{name}[/bold]: {one.title}", highlight=False, soft_wrap=True)
        for line in (one.note, f"Source: {one.source}"):
            say(f"  {line}")
        for toggle, note in one.toggle_notes.items():
            say(f"  --set {toggle}={'off' if one.toggles[toggle] else 'on'}: {note}")


for _command in (suggest, services, place, claims):
    app.command()(_command)


@app.command()
def explain(
    *,
    place: Annotated[
        str,
        typer.Option("--from", help="Town, postcode, site, station, lon,lat or x,y (RD New)."),
    ],
    to: Annotated[str, typer.Option(help="Name or code of a station.")],
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    direction: Annotated[str, DIRECTION] = "to",
    minutes: Annotated[
        float | None, typer.Option(help="Cut-off to compare with.", show_default="20")
    ] = None,
    network: Annotated[str, NETWORK] = "default",
    columns: Annotated[str | None, COLUMNS] = None,
    out: Annotated[Path | None, typer.Option(help="GeoPackage for the route.")] = None,
) -> None:
    """Explain the minutes between a place and a station, road by road."""
    from drenthe_geo import explanations  # noqa: PLC0415 - heavy
    from drenthe_geo.io.writers import require_ending  # noqa: PLC0415 - heavy

    if out is not None:
        require_ending(out, ".gpkg")  # a wrong name is said before anything is computed
    how: Any = {"mode": mode, "profile_file": profile, "direction": direction, "network": network}
    found = explanations.explain(place, to, cutoff_min=minutes, columns=pairs_of(columns), **how)
    print_whole(parts_table(found))
    for sentence in (found.place.note, found.comparison, found.verdict):
        if sentence:
            say(sentence)
    say_note(found.profile.note)
    if out is not None:
        say(f"Written to {explanations.write_route(found, out)}: route, legs")


@app.command()
def layers() -> None:
    """Say which layers are embedded, from where, under which licence and how old."""
    from drenthe_geo.resources import descriptor  # noqa: PLC0415 - needs the data

    package = descriptor()["resources"]
    titles = [
        f"{source['title']} ({source['date']})" for entry in package for source in entry["sources"]
    ]
    numbers = {title: number for number, title in enumerate(dict.fromkeys(titles), start=1)}
    table = Table(title="Embedded data", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("layer", "rows", "kB", "date", "licence", "from"):
        table.add_column(name, justify="right" if name in {"rows", "kB"} else "left", no_wrap=True)
    for entry in package:
        used = [f"{source['title']} ({source['date']})" for source in entry["sources"]]
        table.add_row(
            entry["name"],
            f"{entry['rows']:,}" if "rows" in entry else "-",
            f"{entry['bytes'] / 1000:,.0f}",
            entry["date"],
            ", ".join(licence["name"] for licence in entry["licenses"]),
            ", ".join(str(numbers[title]) for title in used),
        )
    print_whole(table)
    for title, number in numbers.items():
        console.print(f"{number}  {title}", highlight=False, soft_wrap=True)
    limits = [(entry["name"], entry["limits"]) for entry in package if "limits" in entry]
    for name, limit in limits:
        console.print(f"[bold]{name}[/bold]: {limit}", highlight=False, soft_wrap=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; bad input is one sentence and exit code 1.

    Parameters
    ----------
    arguments : list of str, optional
        Words after the program's name; those of the process where not given.

    Returns
    -------
    int
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a redirected stream may know fewer signs
            stream.reconfigure(errors="replace")
    command: Callable[..., Any] = app
    try:
        result = command(args=arguments, prog_name="drenthe-geo", standalone_mode=False)
    except DrentheGeoError as error:
        return _refuse(str(error))
    except _CLICK_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return 0
        wrong: Any = error  # its message alone does not name the option
        return _refuse(str(wrong.format_message()) or "wrong arguments; see --help.")
    except (typer.Abort, KeyboardInterrupt):
        return _refuse("stopped; nothing was written.")
    return result if isinstance(result, int) else 0


def _refuse(sentence: str) -> int:
    print(f"drenthe-geo: {sentence}", file=sys.stderr)  # noqa: T201 - the one place that speaks
    return 1


if __name__ == "__main__":
    sys.exit(main())
