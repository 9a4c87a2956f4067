"""Every service beside every site: what the README shows, and rows that agree with one another."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import drenthe_geo as dg
from drenthe_geo.cli import main
from drenthe_geo.matches import STEPS

NONE_LEFT = "none left by the limits"


@pytest.fixture(scope="module")
def matches() -> pd.DataFrame:
    """Every service and the sites of the profile."""
    return dg.sites_for_services()


def test_the_readme_shows_the_first_places_that_are_computed(matches: pd.DataFrame) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    head = "| service | first | score | verdict | second |"
    lines = readme[readme.index(head) :].splitlines()[2:]
    shown = [re.split(r" \| ", line.strip("| ")) for line in lines[: lines.index("")]]
    assert [row[0] for row in shown] == list(dg.read_services().index)
    for service, first, score, verdict, second in shown:
        rows = matches[(matches["service"] == service) & (matches["excluded"] == "")]
        best = rows.iloc[0]
        assert (first, score) == (best["site_name"], f"{best['score']:.2f}"), service
        assert verdict == best["verdict"], service
        then = NONE_LEFT
        if len(rows) > 1:
            then = f"{rows.iloc[1]['site_name']} {rows.iloc[1]['score']:.2f}"
        assert second == then, service


def test_every_service_has_all_its_sites_in_order(matches: pd.DataFrame) -> None:
    offered = set(dg.read_siting().settings["candidates"])
    for service, rows in matches.groupby("service"):
        assert offered <= set(rows["site"]), service
        left = rows[rows["excluded"] == ""]
        assert left["rank"].is_monotonic_increasing
        assert left["score"].is_monotonic_decreasing
        assert left["first"].sum() == pytest.approx(1), service
        assert left["first_ranges"].sum() == pytest.approx(1), service
        assert rows.loc[rows["excluded"] != "", "rank"].isna().all()
        assert not (rows["score_low"] > rows["score"] + 1e-9).any()
        assert not (rows["score_high"] < rows["score"] - 1e-9).any()


def test_both_questions_have_the_same_scores(matches: pd.DataFrame) -> None:
    site = "greenwise-campus-emmen"
    found = dg.services_for_site(site)
    theirs = matches[matches["site"] == site].set_index("service")["score"]
    pd.testing.assert_series_equal(
        found["score"].sort_index(), theirs.sort_index(), check_names=False
    )


def test_a_service_whose_limits_exclude_every_site_keeps_its_rows() -> None:
    told: list[str] = []
    one = dg.read_layer("sites").loc[["stationsgebied-meppel"]]
    found = dg.sites_for_services(sites=one, on_step=told.append).set_index("service")
    assert told == list(STEPS)
    out = found.loc["luchtvaart"].to_dict()
    assert (out["verdict"], out["site"]) == ("", "stationsgebied-meppel")
    assert re.fullmatch(r"airport_min \d+\.\d > 15", str(out["excluded"]))
    assert pd.isna(out["rank"])
    assert found.loc["nvwa", "verdict"] == "open"


def test_the_command_refuses_weights_for_all_services(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"{tmp_path}/out"
    assert main(["suggest", "--service", "all", "--weights", "mine.toml", "--out", out]) == 1
    said = capsys.readouterr().err
    assert said == (
        "drenthe-geo: --weights: belong to one service; leave them out with --service all.\n"
    )
