"""What the README says of people, trains and published times is what is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from conftest import ROOT

import drenthe_geo as dg
from drenthe_geo.reality import check_cars, check_trains
from drenthe_geo.resources import resource

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def readme() -> list[str]:
    return (ROOT / "README.md").read_text(encoding="utf-8").splitlines()


def shown(checked: pd.DataFrame) -> list[str]:
    """Rows of a table as the README has them."""
    rows = []
    for row in checked.to_dict("records"):
        span = "" if row["low"] == row["high"] else f" ({row['low']:g} to {row['high']:g})"
        off = round(row["off"])
        rows.append(
            f"| {row['from']} – {row['to']} | {'' if pd.isna(row['year']) else int(row['year'])} "
            f"| {row['published']:g}{span} | {row['ours']:.0f} | {f'{off:+d}' if off else '0'} |"
        )
    return rows


def test_the_readme_shows_every_published_time_by_train(readme: list[str]) -> None:
    checked = check_trains()
    rows = shown(checked[~checked["is_input"]])
    assert len(rows) >= 10
    assert [row for row in rows if row not in readme] == []


def test_the_readme_shows_every_published_time_by_car(readme: list[str]) -> None:
    rows = shown(check_cars())
    assert len(rows) >= 10
    assert [row for row in rows if row not in readme] == []


def test_trains_are_near_to_what_was_published_where_the_table_has_them() -> None:
    """The two that it lacks are the only ones far off."""
    checked = check_trains()
    far = checked[checked["off"].abs() > 5.5]
    assert sorted(zip(far["from"], far["to"], strict=True)) == [
        ("Groningen", "Winschoten"),
        ("Utrecht Centraal", "Schiphol Airport"),
    ]


def test_the_readme_shows_people_within_a_walk_both_ways(readme: list[str]) -> None:
    from benchmarks.people import walk_counts  # noqa: PLC0415 - the same figures

    counts = walk_counts().set_index("station")
    assert counts.index.tolist() == sorted(counts.index)
    for name, label in (("one point", "one point per postcode"), ("streets", "on its streets")):
        cells = " | ".join(f"{count:,}" for count in counts[name])
        assert f"| {label} | {cells} |" in readme


def test_the_readme_says_what_the_legs_rest_on(readme: list[str]) -> None:
    counts = dg.read_rail().legs["basis"].value_counts()
    text = " ".join(readme)
    assert f"Of {counts.sum()} legs {counts['published']} are published" in text
    assert f"{counts['shared']} share out a published total" in text
    assert f"{counts['estimate']} rest on a formula" in text


def test_the_readme_says_for_how_many_another_station_is_best(readme: list[str]) -> None:
    people = dg.read_people()
    found = dg.best_or_nearest(dg.station_trips(people), people["population"])
    count = int(found["people_elsewhere"]["den-haag"])
    assert f"to Den Haag it is another for {count:,} people" in " ".join(readme)


def test_people_stand_where_another_division_has_them(public_data: Path, readme: list[str]) -> None:
    from benchmarks.people import measured  # noqa: PLC0415 - needs the data

    found = measured(public_data)
    assert found["streets"] < found["points"] / 2
    text = " ".join(readme)
    limits = resource("people")["limits"]
    for share in found.values():
        assert f"{100 * share:.1f} %" in text
        assert f"{100 * share:.1f} %" in limits
