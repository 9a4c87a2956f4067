"""The command place: several sites at once, so that people have it best together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drenthe_geo.answers.place import ask_place
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Mode, Out, Profile, Scenarios
from drenthe_geo.cli.reading import ids_of
from drenthe_geo.cli.screen import let_fold, plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer

SETS_SHOWN = 5

SETS_HEADS = ("within", "mean", "furthest", "sites")

HEADS = ("site", "fixed", "people_nearest", "within", "mean", "furthest")


def command(
    asked: Asked,
    *,
    goal: Annotated[str, typer.Option("--goal", help="help.goal")],
    count: Annotated[int | None, typer.Option("--count", help="help.count")] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="help.cutoff", show_default="30")
    ] = None,
    points: Annotated[str, typer.Option("--points", help="help.points_candidates")] = "profile",
    fixed: Annotated[str | None, typer.Option("--fixed", help="help.fixed")] = None,
    unfit: Annotated[bool, typer.Option("--unfit", help="help.unfit")] = False,
    mode: Mode = None,
    profile: Profile = None,
    scenario: Scenarios = None,
    out: Out = Path("placement"),
) -> None:
    """Answer and write."""
    aim: Any = goal
    how: Any = {
        "count": count,
        "cutoff_min": minutes,
        "points": points,
        "fixed": ids_of(fixed),
        "unfit": unfit,
        "mode": mode,
        "profile_file": profile,
        "scenarios": scenario or [],
    }
    with asked.steps() as on_step:
        answer = ask_place(asked.opened, aim, **how, out=out, on_step=on_step)
    tables = [placement_table(asked, answer), *sets_tables(asked, answer)]
    asked.finish(answer, out, tables, answer.sentences)


def placement_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of sites chosen together: a row per site, and the total."""
    say, found = asked.say, answer.result
    placement = found.placement
    heads = [say(f"screen.place.{name}", cutoff=found.cutoff_min) for name in HEADS]

    def figures(nearest: float, within: float, mean: float, furthest: float) -> list[str]:
        people = [say("screen.number", value=value) for value in (nearest, within)]
        return people + [say("screen.one", value=value) for value in (mean, furthest)]

    rows: list[list[str]] = []
    for row in found.sites.to_dict("records"):
        fixed = say("screen.place.is_fixed") if row["fixed"] else ""
        columns = ("people_nearest", "people_within", "mean_min", "furthest_min")
        rows.append([str(row["name"]), fixed, *figures(*(row[name] for name in columns))])
    outcome = placement.outcome
    near = placement.people - outcome.people_without_way
    within = outcome.people_within[found.cutoff_min]
    total = figures(near, within, outcome.mean_min, outcome.furthest_min)
    rows += [[], [say("screen.place.together"), "", *total]]
    title = say(
        "screen.place.title",
        goal=say(f"screen.place.goal_{placement.goal}", minutes=found.cutoff_min),
        by=found.profile.phrase,
    )
    return plain_table(title, heads, rows, caption=say("screen.place.caption"))


def sets_tables(asked: Asked, answer: Answer) -> list[Table]:
    """Make the table of what is as good, the chosen set first; none if nothing else is."""
    say, found = asked.say, answer.result
    sets = found.sets()
    if len(sets) == 1:
        return []
    # The best by the goal is always shown, in its place.
    shown = sets[(sets.index < SETS_SHOWN) | sets["best"]]
    rows = []
    for row in shown.to_dict("records"):
        key = "chosen" if row["chosen"] else "best" if row["best"] else "plain"
        names = say(f"screen.place.set_{key}", names=row["names"])
        figures = [say("screen.one", value=row[name]) for name in ("mean_min", "furthest_min")]
        rows.append([say("screen.number", value=row["people_within"]), *figures, names])
    heads = [say(f"screen.place.{name}", cutoff=found.cutoff_min) for name in SETS_HEADS]
    count = found.placement.count_as_good
    more = count - int((shown["rank"].notna()).sum())
    caption = say("screen.place.sets_more", more=more) if more else ""
    share = found.placement.search.share
    title = say("screen.place.sets_title", share=share)
    table = plain_table(title, heads, rows, caption=caption, left=0)
    table.columns[-1].justify = "left"
    let_fold(table.columns[-1])
    return [table]
