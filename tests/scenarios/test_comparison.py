"""What scenarios change: nothing by nothing, means that agree, who is cut off."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from edits import (
    CAR,
    NOW,
    OWN,
    PLACES,
    after,
    cell,
    frequency,
    line_edit,
    scenario,
    site,
    speed,
    timed,
)
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.scenarios.compare import STEPS, TRAINLESS, Comparison, make_comparison
from drenthe_geo.scenarios.outlook import Doors, measure_starts
from drenthe_geo.words.message import Message

HEADCOUNT = int(dg.area.read_people(VELDLAND)["population"].sum())
LEAST_MIN = VELDLAND.settings.least_gain_min
TRAIN_ENDS = list(dg.trips.read_destinations(VELDLAND).index)
BY_CAR = ["nearest-station-by-car", "osterfeld-by-car", "rietstad-by-car"]
EN, NL = VELDLAND.words("en"), VELDLAND.words("nl")
REACH = {
    "inhabitants": "inhabitants_by_train_60_min",
    "working_age": "working_age_by_train_60_min",
    "students": "students_by_train_90_min",
}


@pytest.fixture(scope="module")
def nothing() -> Comparison:
    """The scenario without edits."""
    return make_comparison(VELDLAND, [scenario(name="nothing")])


@pytest.fixture(scope="module")
def line() -> Comparison:
    """The Veldlijn, with its new station."""
    chosen = dg.scenarios.read_scenario(VELDLAND, "veldlijn", {"heidedorp": True})
    return make_comparison(VELDLAND, [chosen])


@pytest.fixture(scope="module")
def faster() -> Comparison:
    """The N901 at 100 km/h."""
    return make_comparison(VELDLAND, [dg.scenarios.read_scenario(VELDLAND, "n901-sneller")])


def weighed(comparison: Comparison, table: str, column: str) -> pd.Series:
    """Mean of a column over the people of all rows, per destination."""
    rows = comparison.tables[table]
    sums = (rows[column] * rows["people"]).groupby(rows["destination"]).sum()
    return sums / rows.groupby("destination")["people"].sum()


def reached(comparison: Comparison, who: str, when: str) -> pd.Series:
    """Who comes by train to each place, station, site and gemeente."""
    table = comparison.tables["in_reach"].set_index(["kind", "id"])
    return table[f"{REACH[who]}_{when}"]


def by_destination(comparison: Comparison) -> dict[str, pd.DataFrame]:
    return {name: table for name, table in comparison.tables.items() if name != "in_reach"}


def test_no_edits_gain_nothing_anywhere_and_nobody(nothing: Comparison) -> None:
    assert list(nothing.gains) == TRAIN_ENDS
    assert (nothing.gains == 0).all(axis=None)
    assert len(by_destination(nothing)) == 4
    for table in by_destination(nothing).values():
        assert (table["gain_min"].dropna() == 0).all()
        assert (table["gain_min"].isna() == table["minutes_before"].isna()).all()
        assert table["minutes_before"].equals(table["minutes_after"])
    for who in REACH:
        before, after = (reached(nothing, who, when) for when in ("before", "after"))
        assert before.tolist() == after.tolist()
        assert (reached(nothing, who, "more") == 0).all()
    for name in ("places", "gemeenten", "sites"):
        table = nothing.tables[name]
        assert table["station_before"].equals(table["station_after"])
    for column in ("gain_min", "gain_low_min", "gain_high_min", "gain_of_gaining_min"):
        assert (nothing.summary[column] == 0).all()
    counts = ["people_gaining", "people_losing", "people_cut_off", "people_other_station"]
    assert (nothing.summary[counts] == 0).all(axis=None)


def test_what_there_is_does_not_depend_on_the_scenario(
    nothing: Comparison, line: Comparison, faster: Comparison
) -> None:
    for other in (line, faster):
        pd.testing.assert_series_equal(
            other.summary.loc[TRAIN_ENDS, "minutes_before"], nothing.summary["minutes_before"]
        )
        rows = other.tables["places"]
        rows = rows[rows["destination"].isin(TRAIN_ENDS)].reset_index(drop=True)
        before = [reached(one, "inhabitants", "before").loc["place"] for one in (other, nothing)]
        assert before[0].equals(before[1])
        for column in ("minutes_before", "station_before"):
            assert rows[column].tolist() == nothing.tables["places"][column].tolist()


def test_the_tables_agree_with_each_other_and_with_the_people(
    line: Comparison, faster: Comparison
) -> None:
    for found in (line, faster):
        heads = found.people["population"]
        assert heads.sum() == HEADCOUNT
        assert (found.summary["people"] == HEADCOUNT).all()
        mean = found.gains.mul(heads, axis=0).sum() / HEADCOUNT
        pd.testing.assert_series_equal(found.summary["gain_min"], mean, check_names=False)
        gaining = {end: heads[found.gains[end] >= LEAST_MIN].sum() for end in found.gains}
        assert found.summary["people_gaining"].to_dict() == gaining
        for name in ("places", "gemeenten"):
            table = found.tables[name]
            for column in ("gain_min", "minutes_before", "minutes_after"):
                pd.testing.assert_series_equal(
                    weighed(found, name, column).reindex(found.summary.index),
                    found.summary[column],
                    check_names=False,
                )
            counts = table.groupby("destination")[["people", "people_gaining"]].sum()
            assert (counts["people"] == HEADCOUNT).all()
            assert counts["people_gaining"].to_dict() == gaining
        for table in (found.summary, found.tables["places"], found.tables["gemeenten"]):
            gain = table["minutes_before"] - table["minutes_after"]
            np.testing.assert_allclose(table["gain_min"], gain, atol=1e-9)


def test_each_place_has_the_mean_of_its_people(line: Comparison) -> None:
    heads, places = line.people["population"], line.people["pc4"]
    rows = line.tables["places"].query("destination == 'hoofdstad'").set_index("place")
    assert set(rows.index) == set(places)
    assert len(rows) == 9
    for place in rows.index:
        mine = (places == place).to_numpy()
        gain, count = line.gains.loc[mine, "hoofdstad"], heads[mine]
        assert rows.loc[place, "gain_min"] == pytest.approx(np.average(gain, weights=count))
        assert rows.loc[place, "people"] == count.sum()
        assert rows.loc[place, "people_gaining"] == count[gain >= LEAST_MIN].sum()


def test_who_gains_gains_the_mean_of_who_gains(line: Comparison) -> None:
    heads, gain = line.people["population"], line.gains["hoofdstad"]
    mine = gain >= LEAST_MIN
    mean = float(np.average(gain[mine], weights=heads[mine]))
    assert line.summary.loc["hoofdstad", "gain_of_gaining_min"] == pytest.approx(mean)
    assert mean > cell(line.summary, "hoofdstad", "gain_min") > 0


def test_a_gain_lies_in_its_range(line: Comparison, faster: Comparison) -> None:
    for found in (line, faster):
        for whole in (found.summary.reset_index(), *by_destination(found).values()):
            if "gain_low_min" not in whole:
                continue
            by_car = whole["destination"].isin(BY_CAR)
            assert whole.loc[by_car, ["gain_low_min", "gain_high_min"]].isna().all(axis=None)
            table = whole[~by_car]
            assert (table["gain_low_min"] <= table["gain_min"]).all()
            assert (table["gain_min"] <= table["gain_high_min"]).all()
    # The minutes of the new line are estimates.
    row = line.summary.loc["hoofdstad"]
    assert row["gain_low_min"] < row["gain_min"] < row["gain_high_min"]


def test_people_in_reach_are_no_more_than_there_are(line: Comparison, faster: Comparison) -> None:
    for found in (line, faster):
        for when in ("before", "after"):
            all_in = reached(found, "inhabitants", when).fillna(0)
            working = reached(found, "working_age", when).fillna(0)
            kinds = set(all_in.index.get_level_values("kind"))
            assert kinds == {"station", "site", "place", "gemeente"}
            assert (all_in >= working).all()
            assert (working >= 0).all()
            assert 0 < all_in.max() <= HEADCOUNT


def test_a_new_line_takes_nothing_from_anybody(line: Comparison) -> None:
    assert (line.gains[TRAIN_ENDS] >= 0).all(axis=None)
    assert line.gains["hoofdstad"].max() > 5
    for table in by_destination(line).values():
        assert (table["gain_min"].dropna() >= -1e-9).all()
    for who in REACH:
        assert (reached(line, who, "more").dropna() >= 0).all()
    # Who comes to places within the cut-off came by bus before.
    assert reached(line, "inhabitants", "more").loc["station"].max() > 0


def test_what_was_not_there_before_has_no_more_than_before(line: Comparison) -> None:
    new = ("station", "x-heidedorp")
    assert reached(line, "inhabitants", "after").loc[new] > 0
    for when in ("before", "more"):
        assert pd.isna(reached(line, "inhabitants", when).loc[new])
    rows = line.tables["stations"].query("station == 'x-heidedorp'").set_index("destination")
    assert rows["minutes_before"].isna().all()
    ride = cell(line.after.transit.times().minutes, "x-heidedorp", "hfd")
    assert cell(rows, "hoofdstad", "minutes_after") == ride + 10  # on foot


def test_the_new_station_is_used_where_it_is_near(line: Comparison) -> None:
    rows = line.tables["places"].query("destination == 'hoofdstad'").set_index("place")
    assert "Heidedorp" not in set(rows["station_before"])
    assert set(rows[rows["station_after"] == "Heidedorp"].index) >= {"1003"}
    assert cell(rows, "1003", "gain_min") > 0
    boarded = rows[["station_before", "station_after"]].loc[["1001"]]
    assert boarded.to_numpy().ravel().tolist() == ["Heidestad"] * 2


def test_the_tables_have_a_row_for_each_and_every_destination(line: Comparison) -> None:
    sizes = {"places": 9, "gemeenten": 3, "sites": 6}
    for name, count in sizes.items():
        table = line.tables[name]
        key = table.columns[0]
        ends = len(TRAIN_ENDS) if name == "sites" else len(line.summary)
        assert len(table) == count * ends
        assert not table.duplicated([key, "destination"]).any()


def test_a_faster_road_is_gained_by_car_alone(faster: Comparison) -> None:
    assert list(faster.gains) == [*TRAIN_ENDS, *BY_CAR]
    assert (faster.gains[TRAIN_ENDS] >= 0).all(axis=None)  # by car to a station
    bicycle = make_comparison(VELDLAND, faster.scenarios, access="bicycle")
    assert (bicycle.gains[TRAIN_ENDS].fillna(0) == 0).all(axis=None)
    assert (faster.gains[BY_CAR].dropna() >= 0).all(axis=None)
    assert (faster.summary.loc[BY_CAR[1:], "people_gaining"] > 0).all()
    assert (faster.summary.loc[BY_CAR, "people_other_station"] == 0).all()


def test_the_minutes_by_car_are_those_of_the_roads(faster: Comparison) -> None:
    heads = faster.people["population"]
    for when, there in (("before", faster.before), ("after", faster.after)):
        reach = dg.roads.compute_reach(there.network(CAR), OWN)
        nearest = dg.reach.nearest_facility(dg.roads.travel_times(reach, faster.people))[
            "nearest_min"
        ]
        mean = float(np.average(nearest, weights=heads))
        assert faster.summary.loc["nearest-station-by-car", f"minutes_{when}"] == pytest.approx(
            mean
        )


def test_who_loses_the_way_is_counted_and_no_part_of_the_means() -> None:
    """Without its one line no train goes to Osterfeld: nobody has a mean but who drives."""
    cut = scenario({"do": "remove_line", "line": "reg-vnd-osf"}, name="cut")
    found = make_comparison(VELDLAND, [cut])
    row = found.summary.loc["osterfeld"]
    assert row["people_cut_off"] == HEADCOUNT
    assert row[["minutes_before", "minutes_after", "gain_min"]].isna().all()
    other = found.summary.loc["hoofdstad"]
    assert (other["people_cut_off"], other["gain_min"]) == (0, 0)
    said = Message("scenarios.cut_off", people=HEADCOUNT, destination="osterfeld")
    assert said in found.warnings
    assert EN.say(said) == (
        f"{HEADCOUNT:,} people have no way to osterfeld any more; means are over those who have one"
    )


def test_stations_and_sites_that_nobody_comes_to_are_warned_of() -> None:
    lone = {"do": "add_station", "station": "x-lone", "name": "Lone", "xy_m": [186000, 440000]}
    edits = [lone, line_edit(timed(["otv", "x-lone"], [9])), site("far", [186000, 440000])]
    said = [EN.say(one) for one in make_comparison(VELDLAND, [scenario(*edits)]).warnings]
    assert "no road comes near to station x-lone, so nobody boards there" in said
    assert "no way to a train from the added site far: is it near a road?" in said


def test_warnings_are_said_in_either_language(line: Comparison) -> None:
    dutch, english = ([words.say(one) for one in line.warnings] for words in (NL, EN))
    one = line.scenarios[0]
    assert dutch[0] == f"veldlijn: {one.note_in('nl')}"
    assert english[0] == f"veldlijn: {one.note_in('en')}"
    assert dutch[1].startswith("De wachttijd is een half interval, maar hoogstens 10 minuten")
    assert english[1].startswith("Waits are half the headway, but 10 minutes at most")
    assert dutch[-1] == (
        "Reistijden met de auto zijn inclusief 3 minuten aan het eind om te parkeren en naar de "
        "deur te lopen."
    )
    assert english[-1] == (
        "Times by car include 3 minutes at the end to park and to walk to the door."
    )
    assert len(set(english)) == len(english) == len(set(dutch)) == 6


def test_a_trip_without_a_train_has_no_station(line: Comparison) -> None:
    rows = line.tables["places"]
    known = {*line.after.transit.stations["name"], TRAINLESS}
    assert set(rows["station_after"].dropna()) <= known
    assert line.modes == ("walk", "bicycle", "car")


def test_roads_that_are_the_same_are_measured_once() -> None:
    learning = VELDLAND.layer("education")
    doors = Doors(dg.area.read_people(VELDLAND), PLACES, learning[learning["students"].notna()])
    starts = measure_starts(VELDLAND, NOW, "walk", doors)
    often = after(frequency("reg-vnd-osf", 2))
    assert measure_starts(VELDLAND, often, "walk", doors, same=(NOW, starts)) is starts
    more = after(site("x", [170000, 458000]))
    other = measure_starts(VELDLAND, more, "walk", doors, same=(NOW, starts))
    assert other.people is starts.people
    assert list(other.sites.minutes.index) == list(more.sites.index)
    for edit in (line_edit(timed(["otv", "x-heidedorp"], [9])), speed("N901", 100)):
        there = after(edit)
        fresh = measure_starts(VELDLAND, there, "walk", doors, same=(NOW, starts))
        assert fresh.people is not starts.people


def test_each_step_is_told_once_in_order() -> None:
    told: list[str] = []
    make_comparison(VELDLAND, [scenario()], on_step=told.append)
    assert tuple(told) == STEPS


@pytest.mark.parametrize(
    ("names", "access", "said"),
    [
        ([], "walk", "no scenario was given; drenthe-geo scenarios lists them."),
        (
            ["veldlijn", "veldlijn"],
            "walk",
            "scenario 'veldlijn' was given twice; give it once, with its toggles.",
        ),
        (
            ["veldlijn"],
            "hike",
            (
                "unknown access 'hike': did you mean 'bike'? Choices: walk, bicycle, ebike, car, "
                "best."
            ),
        ),
    ],
)
def test_a_comparison_of_nothing_is_refused(names: list[str], access: str, said: str) -> None:
    chosen = [dg.scenarios.read_scenario(VELDLAND, name) for name in names]
    with pytest.raises(dg.ArgumentError) as caught:
        make_comparison(VELDLAND, chosen, access=access)
    assert str(caught.value) == said


def test_cut_off_is_who_had_a_way_and_has_none(line: Comparison) -> None:
    found = make_comparison(VELDLAND, [scenario({"do": "remove_line", "line": "reg-vnd-osf"})])
    assert found.cut_off["osterfeld"].all()
    assert not found.cut_off.drop(columns="osterfeld").any(axis=None)
    assert not line.cut_off[TRAIN_ENDS].any(axis=None)


def test_where_stations_or_roads_change_there_are_ends_by_car(
    nothing: Comparison, line: Comparison
) -> None:
    assert line.after.road_edges is line.before.road_edges
    assert list(line.gains) == [*TRAIN_ENDS, *BY_CAR]
    assert list(nothing.gains) == TRAIN_ENDS
