"""The command line: arguments to calls, and the only place that catches errors."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from drenthe_geo import __version__
from drenthe_geo.errors import ArgumentError, DrentheGeoError
from drenthe_geo.terminal import (
    claims_table,
    console,
    gains_table,
    matches_table,
    parts_table,
    placement_table,
    print_whole,
    reach_table,
    say,
    say_note,
    services_table,
    suggestion_table,
    summary_table,
    trips_summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Where in Drenthe should a government service sit, and who can reach it?",
    pretty_exceptions_enable=False,
)
# Typer brings its own copy of click in newer versions, so its errors are known by name.
_CLICK_ERROR: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)
STEP_NAMES = {
    "layers": "Reading the layers",
    "network": "Building the road network",
    "times": "Travel times to every station",
    "areas": "Service areas",
    "roads": "Reached roads",
    "partition": "The province by nearest station",
    "tables": "Tables",
    "maps": "Drawing the maps",
    "before": "What there is",
    "after": "What would be",
    "sites": "Measuring the sites",
    "services": "Every service",
    "scenarios": "The scenarios, each on its own",
    "surface": "Scoring the whole province",
    "dossier": "Writing the dossier",
    "files": "Writing the files",
    "claims": "Checking the claims",
    "placing": "Choosing sites together",
}


EVERY = "all"


@contextmanager
def _steps_shown() -> Iterator[Callable[[str], None]]:
    """Show the step that runs, and how long it has, till all are done."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    if not console.is_interactive:  # a pipe or a file would get an empty line
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Starting", total=None)
        yield lambda name: progress.update(task, description=STEP_NAMES[name])


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


FROM = typer.Option(
    "--from", help="File of points: CSV with id and lon,lat or x,y, or any vector file."
)
FACILITIES = "stations (the nine), all-stations, or a file of points."
MODE = typer.Option(help="Mode of travel: car, bicycle, ebike or walk.", show_default="car")
PROFILE = typer.Option(
    help="Your own profiles file, made like data/profiles.toml; --mode names the table in it."
)
DIRECTION = typer.Option(help="Trips to or from the facility.")
NETWORK = typer.Option(help="default, a table of edges (GeoParquet, GeoPackage) or osmnx GraphML.")
ACCESS = typer.Option(help="To the station by walk, bicycle, ebike, car, or best of them.")
COLUMNS = typer.Option(
    "--network-columns", help="Columns of that table, for example u=a,v=b,speed_kmh=kmh."
)


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
        "minutes": _numbers(minutes),
        "direction": direction,
        "mode": mode,
        "profile_file": profile,
        "own_layers": _own_layers(layer or []),
    }
    with _steps_shown() as on_step:
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
    found = write_times(origins, to, out, columns=_pairs(columns), **how)
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
    cutoffs = _numbers(minutes) or []
    how |= {"fill_holes_m2": fill_holes_m2, "exact": exact}
    areas, warnings = write_catchments(facilities, cutoffs, out, columns=_pairs(columns), **how)
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
    how |= {"who": who, "columns": _pairs(columns)}
    table, warnings = write_people(of, _numbers(minutes) or [], out, **how)
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

    toggled = _toggles(settings or [])
    with _steps_shown() as on_step:
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


@app.command()
def claims(
    *,
    lang: Annotated[str, typer.Option(help="Language: en or nl.")] = "en",
    out: Annotated[
        Path | None, typer.Option(help="CSV to write, with NAME.about.json beside it.")
    ] = None,
) -> None:
    """Hold the claims of the Regioprofiel against the data: holds, partly, does not."""
    from drenthe_geo import claims as room  # noqa: PLC0415 - heavy

    language: Any = lang
    with _steps_shown() as on_step:
        on_step("claims")
        if out is None:
            found = room.check_claims(lang=language)
        else:
            found = room.write_claims(out, lang=language)
    words = room.verdict_words(language)
    console.print(claims_table(found, words, lang))
    counts = found["verdict"].value_counts()
    say(", ".join(f"{words[name]}: {counts.get(name, 0)}" for name in words))
    if out is not None:
        say(f"Written to {out}: {len(found)} claims")


@app.command()
def suggest(
    *,
    service: Annotated[
        str | None,
        typer.Option(help="Id of a service (see: drenthe-geo services), or all: an overview."),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(help="Id of a site instead: which services suit it. Writes services.csv."),
    ] = None,
    sites: Annotated[
        Path | None, typer.Option(help="Your own candidates: a file of points.")
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="Your own weights in TOML: criterion = weight; [limits] for limits."),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario that is taken as done. May stand several times."),
    ] = None,
    top: Annotated[int, typer.Option(help="How many sites the dossier explains.")] = 3,
    lang: Annotated[str, typer.Option(help="Language of the dossier: nl or en.")] = "nl",
    surface: Annotated[
        bool, typer.Option(help="Score the whole province too; it takes a minute.")
    ] = True,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("suggestions"),
) -> None:
    """Suggest sites for a service, with a dossier; or services for a site."""
    from drenthe_geo import suggestion_files  # noqa: PLC0415 - heavy

    if (service is None) == (site is None):
        msg = "suggest: give either --service ID or --site ID; drenthe-geo services lists the ids."
        raise ArgumentError(msg)
    done = scenario or []
    if site is not None:
        if weights is not None:
            msg = "--weights: belong to a service; leave them out with --site."
            raise ArgumentError(msg)
        with _steps_shown() as on_step:
            table, files = suggestion_files.write_services_for_site(
                site, out, sites=sites, scenarios=done, on_step=on_step
            )
        print_whole(services_table(table, site))
        say(f"Written to {out}: {', '.join(path.name for path in files)}")
        return
    if service == EVERY:
        if weights is not None:
            msg = "--weights: belong to one service; leave them out with --service all."
            raise ArgumentError(msg)
        with _steps_shown() as on_step:
            table, files = suggestion_files.write_sites_for_services(
                out, sites=sites, scenarios=done, on_step=on_step
            )
        print_whole(matches_table(table))
        say(f"Written to {out}: {', '.join(path.name for path in files)}")
        return
    how: Any = {"sites": sites, "weights": weights, "scenarios": done, "surface": surface}
    with _steps_shown() as on_step:
        found, files = suggestion_files.run_suggest(
            str(service), out, lang=lang, top=top, on_step=on_step, **how
        )
    print_whole(suggestion_table(found))
    for warning in found.warnings:
        say(f"warning: {warning}", style="yellow")
    say(f"Written to {out}: {', '.join(path.name for path in files)}")


@app.command()
def place(
    *,
    goal: Annotated[
        str,
        typer.Option(
            help="cover (most people within the minutes), mean (shortest on average), furthest "
            "(shortest for who is furthest) or everybody (fewest sites, nobody beyond)."
        ),
    ],
    count: Annotated[
        int | None, typer.Option(help="How many sites, the fixed ones included.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(help="Cut-off in minutes.", show_default="30")
    ] = None,
    candidates: Annotated[
        str,
        typer.Option(
            help="profile (sites that the profile offers), sites (all in Drenthe), places "
            "(postcodes), or a file of points."
        ),
    ] = "profile",
    fixed: Annotated[
        str | None, typer.Option(help="Sites that must be in, as those that are there: ID,ID.")
    ] = None,
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario that is taken as done. May stand several times."),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Folder for the results, or a GeoPackage to write.")
    ] = Path("placement"),
) -> None:
    """Choose several sites at once, so that people have it best together."""
    from drenthe_geo import location_files  # noqa: PLC0415 - heavy

    aim: Any = goal
    how: Any = {"count": count, "cutoff_min": minutes, "candidates": candidates, "mode": mode}
    how |= {"profile_file": profile, "scenarios": scenario or [], "fixed": _ids(fixed)}
    with _steps_shown() as on_step:
        found, files = location_files.run_place(aim, out, on_step=on_step, **how)
    print_whole(placement_table(found))
    for sentence in location_files.placement_sentences(found):
        say(sentence)
    for warning in found.warnings:
        say(f"warning: {warning}", style="yellow")
    say(f"Written to {files[0].parent}: {', '.join(path.name for path in files)}")


@app.command()
def services() -> None:
    """List the government services that the profile names, and their criteria."""
    from drenthe_geo.io.embedded import read_services  # noqa: PLC0415 - heavy
    from drenthe_geo.io.siting import read_siting  # noqa: PLC0415 - heavy

    table = Table(title="Services", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("id", "name", "kind", "status", "regions"):
        table.add_column(name)
    for service, row in read_services().iterrows():
        table.add_row(
            str(service), *(str(row[name]) for name in ("name", "kind", "status", "regions"))
        )
    print_whole(table)
    console.print("[bold]Criteria[/bold] (for --weights):", highlight=False)
    for one in read_siting().criteria.values():
        ends = f"{one.scale.worst:g} to {one.scale.best:g} {one.unit}"
        say(f"  {one.name}: {one.title_en}, worth 0 to 1 from {ends}")


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
    found = explanations.explain(place, to, cutoff_min=minutes, columns=_pairs(columns), **how)
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


def _numbers(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        msg = f"--minutes {text!r}: is not a list of numbers; give for example 10,20,30."
        raise ArgumentError(msg) from None


def _ids(text: str | None) -> list[str]:
    return [] if text is None else [part.strip() for part in text.split(",") if part.strip()]


def _pairs(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(role and equals and column for role, equals, column in pairs):
        msg = f"--network-columns {text!r}: must be ROLE=COLUMN,…, for example u=a,v=b."
        raise ArgumentError(msg)
    return {role.strip(): column.strip() for role, _, column in pairs}


def _toggles(pairs: list[str]) -> dict[str, bool]:
    words = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
    chosen: dict[str, bool] = {}
    for pair in pairs:
        name, equals, word = pair.partition("=")
        if not (name and equals and word.lower() in words):
            msg = f"--set {pair!r}: must be TOGGLE=on or TOGGLE=off."
            raise ArgumentError(msg)
        if chosen.get(name, words[word.lower()]) != words[word.lower()]:
            msg = f"--set {name}: is said to be on and off; say it once."
            raise ArgumentError(msg)
        chosen[name] = words[word.lower()]
    return chosen


def _own_layers(pairs: list[str]) -> dict[str, Path]:
    own = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            msg = f"--layer {pair!r}: must be NAME=FILE, for example places=my_places.gpkg."
            raise ArgumentError(msg)
        own[name] = Path(path)
    return own


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
