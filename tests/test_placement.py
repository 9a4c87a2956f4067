"""Several sites at once: brute force confirms every choice, and laws hold for all of them."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import highspy
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import drenthe_geo as dg
from drenthe_geo import location_models as models
from drenthe_geo.cli import main
from drenthe_geo.errors import ArgumentError
from drenthe_geo.location_files import placement_sentences
from drenthe_geo.locations import read_candidate_sites
from drenthe_geo.placement import place_sites

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from drenthe_geo.placement import Goal, Placement

CUTOFFS = st.sampled_from([10.0, 20.0, 30.0])
GOALS: tuple[Goal, ...] = ("cover", "mean", "furthest")
NO_WAY = float("nan")
FEW = settings(max_examples=100)


@st.composite
def towns(
    draw: st.DrawFn, *, ways: Literal["all", "some"] = "some", most: int = 5
) -> tuple[pd.DataFrame, pd.Series]:
    """Draw minutes from up to eight places to a few candidates, and people, some nobody."""
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, most))
    # Few different times, many ties; 29.9983… is a tenth of a second under 30.
    times = st.sampled_from([0.0, 5.0, 10.0, 17999 / 600, 30.0, 18001 / 600, 60.0])
    cell = times if ways == "all" else st.one_of(times, times, times, st.just(NO_WAY))
    drawn = draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows,
                          max_size=rows))  # fmt: skip
    heads = draw(st.lists(st.sampled_from([0, 1, 7, 100, 100, 4000]), min_size=rows, max_size=rows))
    places = pd.Index([f"p{number}" for number in range(rows)])
    table = pd.DataFrame(drawn, places, [f"s{number}" for number in range(columns)])
    people = pd.Series(heads, places)
    if not (table.notna().any(axis=1) & (people > 0)).any():
        table.iloc[0, 0], people.iloc[0] = 5.0, 1
    return table, people


def figures(
    minutes: pd.DataFrame, people: pd.Series, chosen: tuple[str, ...], cutoff: float
) -> tuple[int, int, int, int]:
    """People within, people without a way (of those who have one at all), total and longest."""
    counts = (people > 0) & minutes.notna().any(axis=1)
    ds = (minutes.loc[counts, list(chosen)].min(axis=1) * 600).round()
    heads = people[counts]
    within = int(heads[ds <= round(cutoff * 600)].sum())
    lost = int(heads[ds.isna()].sum())
    total = int((ds * heads).sum())
    return within, lost, total, int(ds.max()) if ds.notna().any() else 0


def longest_way(minutes: pd.DataFrame, people: pd.Series) -> int:
    """What no way costs when a tie is decided: the longest way that there is."""
    return round(float(np.nanmax(minutes[people > 0].to_numpy()) * 600))


def best_by_force(
    minutes: pd.DataFrame,
    people: pd.Series,
    goal: Goal,
    count: int,
    *,
    cutoff: float,
    fixed: tuple[str, ...] = (),
) -> tuple[int, ...] | None:
    """Try every choice: the best figures, the shortest mean among equals; None if none will do."""
    found: list[tuple[int, ...]] = []
    for chosen in combinations(minutes.columns, count):
        if not set(fixed) <= set(chosen):
            continue
        within, lost, total, longest = figures(minutes, people, chosen, cutoff)
        worst = longest_way(minutes, people)
        if goal == "cover":
            found.append((-within, total + lost * worst))
        elif not lost:
            found.append((total,) if goal == "mean" else (longest, total))
    return min(found, default=None)


def measured(
    minutes: pd.DataFrame, people: pd.Series, placed: Placement, cutoff: float
) -> tuple[int, ...]:
    within, lost, total, longest = figures(minutes, people, placed.chosen, cutoff)
    worst = longest_way(minutes, people)
    known: dict[str, tuple[int, ...]] = {
        "cover": (-within, total + lost * worst),
        "mean": (total,),
        "furthest": (longest, total),
    }
    return known[placed.goal]


@pytest.mark.parametrize("goal", GOALS)
@given(town=towns(), cutoff=CUTOFFS, data=st.data())
@FEW
def test_brute_force_finds_nothing_better(
    goal: Goal, town: tuple[pd.DataFrame, pd.Series], cutoff: float, data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    fixed = tuple(data.draw(st.lists(st.sampled_from(list(minutes.columns)), max_size=count,
                                     unique=True)))  # fmt: skip
    known = best_by_force(minutes, people, goal, count, cutoff=cutoff, fixed=fixed)

    def placed() -> Placement:
        return place_sites(minutes, people, goal=goal, count=count, cutoff_min=cutoff, fixed=fixed)

    if known is None:
        with pytest.raises(ArgumentError, match=r"can be reached by everybody.*relax the count"):
            placed()
        return
    found = placed()
    assert len(found.chosen) == count
    assert set(found.fixed) == set(fixed) <= set(found.chosen)
    assert measured(minutes, people, found, cutoff) == known
    assert found.proven


@given(town=towns(), cutoff=CUTOFFS, data=st.data())
@FEW
def test_brute_force_finds_no_fewer_sites_for_everybody(
    town: tuple[pd.DataFrame, pd.Series], cutoff: float, data: st.DataObject
) -> None:
    minutes, people = town
    names = list(minutes.columns)
    fixed = tuple(data.draw(st.lists(st.sampled_from(names), max_size=2, unique=True)))
    everybody = int(people.sum())
    good = [
        (count, figures(minutes, people, chosen, cutoff)[2])
        for count in range(1, len(names) + 1)
        for chosen in combinations(names, count)
        if set(fixed) <= set(chosen) and figures(minutes, people, chosen, cutoff)[0] == everybody
    ]
    if not good:
        with pytest.raises(ArgumentError, match=r"^everybody within .* minutes: .*\.$"):
            place_sites(minutes, people, goal="everybody", cutoff_min=cutoff, fixed=fixed)
        return
    found = place_sites(minutes, people, goal="everybody", cutoff_min=cutoff, fixed=fixed)
    total = figures(minutes, people, found.chosen, cutoff)[2]
    assert (len(found.chosen), total) == min(good)
    assert found.outcome.people_within[cutoff] == everybody


@given(town=towns(ways="all"), data=st.data())
@FEW
def test_the_cutoff_that_is_named_as_a_way_out_is_one(
    town: tuple[pd.DataFrame, pd.Series], data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    try:
        place_sites(minutes, people, goal="everybody", cutoff_min=1, count=count)
    except ArgumentError as error:
        said = str(error)
    else:
        return
    named = float(said.split("cut-off to ")[1].split(" minutes", maxsplit=1)[0])
    if named == 0:
        return
    found = place_sites(minutes, people, goal="everybody", cutoff_min=named)
    assert found.outcome.furthest_min <= named < 1000
    if "are needed" in said:
        assert len(found.chosen) <= count
        if named > 0.1:  # and it is the smallest, in tenths of a minute
            best = place_sites(minutes, people, goal="furthest", count=count)
            assert named - 0.1 < best.outcome.furthest_min + 1e-9


@pytest.mark.parametrize("goal", GOALS)
@given(town=towns(ways="all", most=4), cutoff=CUTOFFS)
@settings(max_examples=12)
def test_more_sites_are_never_worse(
    goal: Goal, town: tuple[pd.DataFrame, pd.Series], cutoff: float
) -> None:
    minutes, people = town
    found = [
        place_sites(minutes, people, goal=goal, count=count, cutoff_min=cutoff).outcome
        for count in range(1, minutes.shape[1] + 1)
    ]
    for few, many in pairwise(found):
        if goal == "cover":
            assert few.people_within[cutoff] <= many.people_within[cutoff]
        elif goal == "mean":
            assert many.mean_min <= few.mean_min
        else:
            assert many.furthest_min <= few.furthest_min


@given(town=towns(), data=st.data())
@settings(max_examples=12)
def test_a_looser_cutoff_never_has_fewer_people_or_more_sites(
    town: tuple[pd.DataFrame, pd.Series], data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    reached, needed = [], []
    for cutoff in (5.0, 10.0, 30.0, 60.0):
        found = place_sites(minutes, people, goal="cover", count=count, cutoff_min=cutoff)
        reached.append(found.outcome.people_within[cutoff])
        try:
            needed.append(
                len(place_sites(minutes, people, goal="everybody", cutoff_min=cutoff).chosen)
            )
        except ArgumentError:
            assert not needed, "what was possible within less is possible within more"
    assert reached == sorted(reached)
    assert needed == sorted(needed, reverse=True)


@pytest.mark.parametrize("goal", [*GOALS, "everybody"])
@given(town=towns(ways="all"), random=st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_sites_and_places_changes_nothing(
    goal: Goal, town: tuple[pd.DataFrame, pd.Series], random: Random
) -> None:
    minutes, people = town
    rows, columns = list(minutes.index), list(minutes.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    count = (minutes.shape[1] + 1) // 2 if goal != "everybody" else None
    how: Any = {"goal": goal, "count": count, "cutoff_min": 60, "also_min": [10]}
    one = place_sites(minutes, people, **how)
    two = place_sites(minutes.loc[rows, columns], people.sample(frac=1, random_state=1), **how)
    again = place_sites(minutes, people, **how)
    assert one.chosen == two.chosen == again.chosen
    assert one.outcome == two.outcome
    assert list(two.nearest.index) == rows
    pd.testing.assert_series_equal(two.nearest[minutes.index], one.nearest)
    pd.testing.assert_series_equal(two.minutes[minutes.index], one.minutes)


@given(town=towns(ways="all"), cutoff=CUTOFFS)
@settings(max_examples=15)
def test_what_is_said_of_each_place_adds_up(
    town: tuple[pd.DataFrame, pd.Series], cutoff: float
) -> None:
    minutes, people = town
    found = place_sites(minutes, people, goal="mean", count=1, cutoff_min=cutoff)
    own = minutes[list(found.chosen)]
    np.testing.assert_allclose(found.minutes, own.min(axis=1), atol=1e-9)
    assert found.outcome.mean_min == pytest.approx(np.average(own.min(axis=1), weights=people))
    assert found.outcome.people_within[cutoff] == people[own.min(axis=1) <= cutoff].sum()
    assert found.outcome.furthest_min == own.min(axis=1)[people > 0].max()


@given(town=towns(ways="all", most=4), data=st.data())
@settings(max_examples=15)
def test_the_p_centre_is_that_of_spopt(
    town: tuple[pd.DataFrame, pd.Series], data: st.DataObject
) -> None:
    import pulp  # noqa: PLC0415 - heavy
    from spopt.locate import PCenter  # noqa: PLC0415 - heavy

    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    found = place_sites(minutes, people, goal="furthest", count=count)
    ds = (minutes[people > 0] * 600).round().to_numpy()
    with models._without_migration_notes():
        theirs = PCenter.from_cost_matrix(ds, count)
        theirs.problem.solve(models._Solver(msg=False))
    assert theirs.problem.sol_status == pulp.LpSolutionOptimal
    assert round(theirs.problem.objective.value()) == round(found.outcome.furthest_min * 600)


def test_exactly_on_the_cutoff_is_within_and_a_tenth_of_a_second_later_is_not() -> None:
    minutes = pd.DataFrame({"on": [30.0, 60.0], "off": [18001 / 600, 60.0]}, ["a", "b"])
    people = pd.Series({"a": 5, "b": 1})
    found = place_sites(minutes, people, goal="cover", count=1, cutoff_min=30)
    assert found.chosen == ("on",)
    assert found.outcome.people_within == {30.0: 5}


def test_who_has_no_way_to_any_candidate_is_counted_and_decides_nothing() -> None:
    minutes = pd.DataFrame({"a": [5.0, NO_WAY], "b": [9.0, NO_WAY]}, ["town", "island"])
    people = pd.Series({"town": 10, "island": 999})
    for goal in GOALS:
        found = place_sites(minutes, people, goal=goal, count=1, cutoff_min=30)
        assert found.chosen == ("a",)
        assert found.people_beyond_candidates == found.outcome.people_without_way == 999
        assert found.nearest.to_dict() == {"town": "a", "island": None}
        assert found.outcome.mean_min == 5.0


def test_a_place_without_people_counts_for_nothing() -> None:
    minutes = pd.DataFrame({"a": [5.0, 90.0], "b": [9.0, 10.0]}, ["town", "heath"])
    people = pd.Series({"town": 10, "heath": 0})
    assert place_sites(minutes, people, goal="furthest", count=1).chosen == ("a",)
    found = place_sites(minutes, people, goal="everybody", cutoff_min=5)
    assert found.chosen == ("a",)
    assert found.outcome.furthest == "town"


def test_what_is_there_now_is_said_beside_what_is_gained() -> None:
    minutes = pd.DataFrame({"old": [10.0, 50.0], "new": [50.0, 10.0]}, ["a", "b"])
    people = pd.Series({"a": 3, "b": 1})
    found = place_sites(minutes, people, goal="cover", count=2, cutoff_min=30, fixed=["old"])
    assert found.fixed == ("old",)
    assert found.fixed_alone is not None
    assert found.fixed_alone.people_within[30.0] == 3
    assert found.fixed_alone.mean_min == 20.0
    assert found.outcome.people_within[30.0] == 4
    free = place_sites(minutes, people, goal="cover", count=1, cutoff_min=30)
    assert free.fixed_alone is None


def test_groups_change_the_model_and_not_what_is_reported() -> None:
    minutes = pd.DataFrame({"a": [1.0, 9.0, 5.0], "b": [9.0, 1.0, 5.0]}, ["x", "y", "z"])
    people = pd.Series({"x": 1, "y": 1, "z": 1})
    together = pd.Series({"x": 1, "y": 1, "z": 2})
    found = place_sites(minutes, people, goal="mean", count=2, groups=together)
    assert found.outcome.mean_min == pytest.approx(7 / 3)
    with pytest.raises(ArgumentError, match=r"^groups: 1 places have none, the first is 'z'\.$"):
        place_sites(minutes, people, goal="mean", count=1, groups=together.drop("z"))


MINUTES = pd.DataFrame({"a": [5.0, 40.0], "b": [40.0, 5.0]}, ["x", "y"])
PEOPLE = pd.Series({"x": 1, "y": 2})
SPLIT = pd.DataFrame({"a": [5.0, NO_WAY], "b": [NO_WAY, 5.0]}, ["x", "y"])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"goal": "covr"}, ("unknown goal 'covr': did you mean 'cover'? Choices: cover, mean, "
         "furthest, everybody.")),
        ({"goal": "cover", "count": 1},
         "goal 'cover': needs a cut-off; give for example 30 minutes."),
        ({"goal": "everybody"}, "goal 'everybody': needs a cut-off; give for example 30 minutes."),
        ({"goal": "mean"}, "goal 'mean': needs a count; give how many sites there may be, 1 to 2."),
        ({"goal": "mean", "count": 0}, "count 0: must be a whole number of sites, 1 to 2."),
        ({"goal": "mean", "count": 1.5}, "count 1.5: must be a whole number of sites, 1 to 2."),
        ({"goal": "mean", "count": 3},
         "count 3: there are 2 candidates; give 2 or less, or add some."),
        ({"goal": "mean", "count": 1, "fixed": ["a", "b"]},
         "count 1: 2 sites are fixed, which is more; give 2 or more, or fix fewer."),
        ({"goal": "mean", "count": 1, "fixed": ["c"]},
         "unknown fixed site 'c': Choices: a, b."),
        ({"goal": "cover", "count": 1, "cutoff_min": -1},
         "cut-off -1 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ({"goal": "everybody", "cutoff_min": 4},
         ("everybody within 4 minutes: 3 people at 2 of 2 places are further than that from every "
         "candidate, 'x' furthest with 5 minutes; relax the cut-off to 5 minutes, or add "
         "candidates.")),
        ({"goal": "everybody", "cutoff_min": 20, "count": 1},
         ("everybody within 20 minutes: 2 sites are needed, more than the count of 1; relax the "
         "count to 2, or the cut-off to 40 minutes.")),
    ],
)  # fmt: skip
def test_a_question_without_an_answer_says_what_to_relax(how: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        place_sites(MINUTES, PEOPLE, **how)
    assert str(caught.value) == said


@pytest.mark.parametrize("goal", ["mean", "furthest"])
def test_too_few_sites_for_roads_that_do_not_meet_are_refused(goal: Goal) -> None:
    with pytest.raises(ArgumentError) as caught:
        place_sites(SPLIT, PEOPLE, goal=goal, count=1)
    assert str(caught.value) == (
        f"goal {goal!r}: no choice of 1 can be reached by everybody, as roads do not join "
        "them all; relax the count to 2, or ask for goal 'cover'."
    )
    assert place_sites(SPLIT, PEOPLE, goal="cover", count=1, cutoff_min=30).chosen == ("b",)


@pytest.mark.parametrize(
    ("minutes", "people", "said"),
    [
        (MINUTES.iloc[:0], PEOPLE, "places: there are none, so nothing can be chosen."),
        (MINUTES[[]], PEOPLE, "candidates: there are none, so nothing can be chosen."),
        (MINUTES.set_axis(["x", "x"]), PEOPLE, "places: 'x' stands twice."),
        (MINUTES.set_axis(["a", "a"], axis=1), PEOPLE, "candidates: 'a' stands twice."),
        (MINUTES * -1, PEOPLE,
         "minutes from 'x' to 'a': -5 is no number of 0 or more; leave out what has no way."),
        (MINUTES, PEOPLE.drop("y"),
         "people: 1 of 2 places have no whole number of 0 or more, the first is 'y'."),
        (MINUTES, PEOPLE / 2,
         "people: 1 of 2 places have no whole number of 0 or more, the first is 'x'."),
        (MINUTES, PEOPLE * 0, ("people: there is nobody at any place, so no site is better than "
         "another.")),
        (MINUTES * NO_WAY, PEOPLE, "minutes: none of the 3 people has a way to any candidate."),
    ],
)  # fmt: skip
def test_tables_that_make_no_sense_are_refused(
    minutes: pd.DataFrame, people: pd.Series, said: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        place_sites(minutes, people, goal="mean", count=1)
    assert str(caught.value) == said


def test_everybody_names_who_no_candidate_can_help() -> None:
    minutes = SPLIT.assign(b=NO_WAY)
    with pytest.raises(ArgumentError) as caught:
        place_sites(minutes, PEOPLE, goal="everybody", cutoff_min=30)
    assert str(caught.value) == (
        "everybody within 30 minutes: 2 people at 1 of 2 places have no way to any candidate, the "
        "first is 'y'; no cut-off will do, so add a candidate that they can reach."
    )


def test_a_solver_without_time_is_no_answer() -> None:
    numbers = np.random.default_rng(0).integers(1, 600, (200, 40)) / 10
    minutes = pd.DataFrame(numbers).rename(index=str, columns=str)
    people = pd.Series(1, minutes.index)
    with pytest.raises(ArgumentError) as caught:
        place_sites(minutes, people, goal="mean", count=5, seconds=0)
    assert str(caught.value) == (
        "placement: the solver found no choice within 0 seconds; give it more time, or fewer "
        "candidates."
    )


def test_the_solver_is_asked_for_the_best_and_not_for_nearly_the_best() -> None:
    """HiGHS stops within a ten-thousandth of the best unless told otherwise."""
    assert models.OPTIONS["mip_rel_gap"] == 0
    assert models.OPTIONS["mip_abs_gap"] < 1


@pytest.fixture(scope="module")
def ten() -> tuple[pd.DataFrame, pd.Series]:
    """Minutes by car from every street to the profile's candidates."""
    names = list(dg.read_siting().settings["candidates"])
    reach = dg.compute_reach(dg.read_network("car"), dg.read_layer("sites").loc[names])
    people = dg.read_people()
    return dg.travel_times(reach, people).minutes, people["population"]


def test_brute_force_confirms_the_choice_on_the_embedded_data(
    ten: tuple[pd.DataFrame, pd.Series],
) -> None:
    minutes, people = ten
    ds, heads = (minutes * 600).round().to_numpy().astype(int), people.to_numpy()
    for count in (2, 4):
        tried = [list(which) for which in combinations(range(ds.shape[1]), count)]
        least = [ds[:, which].min(axis=1) for which in tried]
        best = {
            "cover": -max(int(heads[one <= 18000].sum()) for one in least),
            "mean": min(int(one @ heads) for one in least),
            "furthest": min(int(one.max()) for one in least),
        }
        for goal in GOALS:
            found = place_sites(minutes, people, goal=goal, count=count, cutoff_min=30)
            mine = (found.minutes * 600).round().to_numpy().astype(int)
            known = {
                "cover": -found.outcome.people_within[30.0],
                "mean": int(mine @ heads),
                "furthest": int(mine.max()),
            }
            assert known[goal] == best[goal]
            assert found.proven


@pytest.mark.parametrize("cell_m", [2000.0, 4000.0])
def test_cells_choose_what_streets_choose(
    ten: tuple[pd.DataFrame, pd.Series], cell_m: float
) -> None:
    from drenthe_geo.locations import _cells  # noqa: PLC0415 - private

    minutes, people = ten
    cells = _cells(dg.read_people(), cell_m)
    for count in (2, 5):
        streets = place_sites(minutes, people, goal="mean", count=count)
        grouped = place_sites(minutes, people, goal="mean", count=count, groups=cells)
        assert grouped.chosen == streets.chosen


def said_by(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["place", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_writes_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--goal", "cover", "--count", "3", "--fixed", "getec-park-emmen"]
    code, out, _ = said_by([*words, "--out", str(tmp_path / "one")], capsys)
    assert code == 0
    manifest = json.loads((tmp_path / "one" / "placement.about.json").read_text("utf-8"))
    table = pd.read_csv(tmp_path / "one" / "placement.csv")
    assert table.set_index("site")["fixed"].to_dict()["getec-park-emmen"]
    assert table["people_nearest"].sum() == 494_705
    reached = table["people_within_30_min"].sum()
    assert f"3 sites bring {reached:,} of 494,705 people" in out
    alone = manifest["outcome"]["fixed_alone"]["people_within"]["30"]
    assert f"The fixed one alone brings {alone:,} of 494,705 people" in out
    assert "Proven: no other 3 of 10 candidates with the 1 fixed do better." in out
    demand = gpd.read_file(tmp_path / "one" / "placement.gpkg", layer="demand")
    assert set(demand["site"]) == set(table["site"])
    assert demand.loc[demand["minutes"] <= 30, "population"].sum() == reached
    candidates = gpd.read_file(tmp_path / "one" / "placement.gpkg", layer="candidates")
    assert candidates["chosen"].sum() == 3
    assert manifest["outcome"]["chosen"]["people_within"]["30"] == reached
    assert manifest["siting"]["place_cutoff_min"]["source"]
    assert {"spopt", "highspy", "pulp"} <= set(manifest["versions"])
    assert (tmp_path / "one" / "kaart_plaatsing.png").stat().st_size > 100_000
    assert said_by([*words, "--out", str(tmp_path / "two")], capsys)[0] == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_the_solver_prints_nothing_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    place_sites(MINUTES, PEOPLE, goal="mean", count=1)
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_the_readme_shows_what_the_command_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--goal", "cover", "--count", "3", "--out", str(tmp_path / "out")]
    code, out, _ = said_by(words, capsys)
    assert code == 0
    printed = [line.rstrip() for line in out.splitlines()][:-1]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n".join(printed) in readme


def test_own_candidates_by_bicycle_into_one_geopackage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.csv"
    own.write_text("id,name,x,y\nn,Noord,233900,557300\nz,Zuid,257500,533500\n", "utf-8")
    words = ["--goal", "mean", "--count", "1", "--candidates", str(own), "--mode", "bicycle"]
    code, out, _ = said_by([*words, "--out", str(tmp_path / "mine.gpkg")], capsys)
    assert code == 0
    assert "Noord" in out
    assert "warning: " in out  # cycleways are not in the data
    assert "1 site brings the mean to " in out
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"own.csv", "mine.gpkg", "mine.csv", "mine.png", "mine.about.json"}
    about = json.loads((tmp_path / "mine.about.json").read_text("utf-8"))
    assert list(about["own_files"]) == ["own.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--goal best", "unknown goal 'best': Choices: cover, mean, furthest, everybody."),
        ("--goal mean", "goal 'mean': needs a count; give how many sites there may be, 1 to 10."),
        ("--goal mean --count 11",
         "count 11: there are 10 candidates; give 10 or less, or add some."),
        ("--goal mean --count 1 --candidates sites --fixed tvm-hoogeveen,dcterra-meppel",
         "count 1: 2 sites are fixed, which is more; give 2 or more, or fix fewer."),
        ("--goal mean --count 1 --candidates site",
         ("unknown candidates 'site': did you mean 'sites'? Choices: profile, sites, places, a "
         "file of points.")),
        ("--goal mean --count 1 --candidates none.csv", "none.csv: no such file."),
        ("--goal mean --count 1 --candidates sea.csv",
         ("candidates: 1 of 2 lie outside the road network, the first is 'sea'; a candidate must "
         "lie within 2,000 m of a road in or around Drenthe (is its position in RD New or "
         "lon,lat?).")),
        ("--goal cover --count 1 --minutes 0",
         "cut-off 0 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ("--goal everybody --minutes 30",
         ("everybody within 30 minutes: 4,660 people at 53 of 7563 places are further than that "
         "from every candidate, '9521-051' furthest with 33.7 minutes; relax the cut-off to 33.7 "
         "minutes, or add candidates.")),
        ("--goal everybody --minutes 45 --count 1",
         ("everybody within 45 minutes: 3 sites are needed, more than the count of 1; relax the "
         "count to 3, or the cut-off to 56.1 minutes.")),
        ("--goal mean --count 1 --mode cart",
         "unknown mode 'cart': did you mean 'car'? Choices: car, bicycle, ebike, walk."),
        ("--goal mean --count 1 --out sea.csv",
         "--out sea.csv: must be a folder, or end in .gpkg."),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_nothing_is_written(
    words: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sea.csv").write_text("id,x,y\nland,233900,557300\nsea,100000,600000\n", "utf-8")
    code, out, err = said_by(words.split(), capsys)
    assert (code, out, err) == (1, "", f"drenthe-geo: {said}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["sea.csv"]


def test_a_fixed_site_that_does_not_exist_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = said_by(["--goal", "mean", "--count", "2", "--fixed", "getec-park"], capsys)
    assert code == 1
    assert err.startswith("drenthe-geo: unknown fixed site 'getec-park': did you mean ")


def test_every_site_may_be_a_candidate() -> None:
    found = dg.locate_sites("everybody", candidates="sites")
    assert len(found.candidates) == 69
    assert found.cell_m == 2000.0
    assert len(found.placement.chosen) == 5
    assert found.placement.outcome.people_within[30.0] == 494_705
    assert found.manifest["proven_best"]
    mean = dg.locate_sites("mean", count=2, candidates="sites")
    assert not mean.manifest["proven_best"]  # proven of cells, not of streets
    assert placement_sentences(mean)[-1].startswith("Proven with people of a cell of 2 km going")


def test_a_choice_that_is_not_proven_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    solve = models._solve

    def stopped(model: Any, seconds: float | None) -> models.Solved | None:
        found = solve(model, seconds)
        return None if found is None else models.Solved(found.chosen, 0.1)

    monkeypatch.setattr(models, "_solve", stopped)
    found = dg.locate_sites("cover", count=2)
    assert not found.placement.proven
    said = "the solver ran out of time: another choice may be better, by 10.0% at most"
    assert found.warnings == (said,)
    assert not any(line.startswith("Proven") for line in placement_sentences(found))
    assert not found.manifest["proven_best"]


def test_places_are_named_with_their_postcode() -> None:
    found = read_candidate_sites("places", dg.read_siting(), dg.read_situation())
    assert found["name"].to_dict()["9401"] == "9401 Assen"
    assert len(found) == 260


def test_a_scenario_is_taken_as_done() -> None:
    found = dg.locate_sites("mean", count=1, scenarios=["n34-verdubbeld"])
    now = dg.locate_sites("mean", count=1)
    assert found.placement.outcome.mean_min < now.placement.outcome.mean_min
    assert found.manifest["parameters"]["scenarios"] == ["n34-verdubbeld"]


def test_what_else_ran_highs_in_this_process_does_not_matter() -> None:
    minutes = pd.DataFrame({"a": [1.0, 9.0, 5.0], "b": [9.0, 1.0, 5.0]}, list("xyz"))
    people = pd.Series([3, 2, 1], list("xyz"))
    how: Any = {"goal": "mean", "count": 1}
    before = place_sites(minutes, people, **how)
    highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 - the order of HiGHS
    other = highspy.Highs()  # type: ignore[no-untyped-call]
    other.setOptionValue("output_flag", False)  # noqa: FBT003
    other.setOptionValue("threads", 2)
    column = other.addVariable(0, 1)
    other.maximize(column)
    assert place_sites(minutes, people, **how).chosen == before.chosen == ("a",)
