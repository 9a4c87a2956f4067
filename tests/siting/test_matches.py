"""Every service beside every site, and the question turned round."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from offices import CAMPUS, HEIDESTAD, OUTSIDE, TERMINAL, VELD, WOLDE, ZANDKERK, cell, entry
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.fit.seat import overview_word
from drenthe_geo.siting.fit.site import services_for_site
from drenthe_geo.siting.match import STEPS, sites_for_services
from drenthe_geo.siting.reasons import OutsideArea

OFFERED, SERVICES, SITING = VELD.offered, VELD.services, VELD.siting


@pytest.fixture(scope="module")
def matches() -> pd.DataFrame:
    """Every service and the sites of the profile."""
    return sites_for_services(VELDLAND, siting=SITING)


def test_every_service_has_all_its_sites_in_order(matches: pd.DataFrame) -> None:
    assert list(dict.fromkeys(matches["service"])) == SERVICES
    for service, rows in matches.groupby("service"):
        screened = VELD.screened(str(service))
        assert set(rows["site"]) == set(screened.sites.index), service
        assert rows.set_index("site")["fit"].to_dict() == screened.screen["verdict"].to_dict()
        unfit = rows[rows["fit"] == "does_not_fit"]
        assert unfit["score"].isna().all()
        assert unfit["excluded"].astype(bool).all()
        left = rows[rows["rank"].notna()]
        assert left["rank"].is_monotonic_increasing
        assert left["score"].is_monotonic_decreasing
        assert left["first"].sum() == pytest.approx(1), service
        assert left["first_ranges"].sum() == pytest.approx(1), service
        assert (rows["excluded"].astype(bool) == rows["rank"].isna()).all()
        assert not (rows["score_low"] > rows["score"] + 1e-9).any()
        assert not (rows["score_high"] < rows["score"] - 1e-9).any()


def test_both_questions_have_the_same_scores(matches: pd.DataFrame) -> None:
    found = services_for_site(VELDLAND, CAMPUS, siting=SITING)
    theirs = matches[matches["site"] == CAMPUS].set_index("service")["score"]
    pd.testing.assert_series_equal(
        found["score"].sort_index(), theirs.sort_index(), check_names=False
    )


def test_a_service_whose_limits_exclude_every_site_keeps_its_rows() -> None:
    told: list[str] = []
    one, asked = VELDLAND.layer("sites").loc[[WOLDE]], ["loket-zuid", "grensdouane"]
    one = one.set_axis(["wolde"])
    found = sites_for_services(VELDLAND, services=asked, sites=one, only=True, on_step=told.append)
    assert told == list(STEPS)
    out, left = found.set_index("service").loc[asked].to_dict("records")
    assert (out["verdict"], out["site"]) == ("", "wolde")
    [reason] = out["excluded"]
    assert (reason.criterion, reason.limit) == ("station_walk_min", 30)
    assert reason.measure > 30
    assert pd.isna(out["rank"])
    assert left["verdict"] == "open"


def test_services_for_a_site_agree_with_the_ranking_of_each() -> None:
    found = services_for_site(VELDLAND, CAMPUS, siting=SITING)
    assert sorted(found.index) == sorted(SERVICES)
    ranked = 0
    for service in SERVICES:
        table = VELD.judged(VELD.fitting(service), read_brief(VELDLAND, service)).ranking.table
        left = table[table["rank"].notna()]
        for column in ("score", "score_low", "score_high"):
            assert cell(found, service, column) == pytest.approx(
                cell(table, CAMPUS, column), abs=1e-5
            )
        assert entry(found, service, "excluded") == entry(table, CAMPUS, "excluded")
        assert entry(found, service, "of") == len(left)
        assert entry(found, service, "first") == table.index[0]
        ranked += 1
        assert entry(found, service, "rank") == entry(table, CAMPUS, "rank")
        lead = cell(table, CAMPUS, "score") - left["score"].drop(index=CAMPUS).max()
        assert cell(found, service, "lead") == pytest.approx(lead, abs=1e-5, nan_ok=True)
    assert ranked == len(SERVICES)
    assert found["rank"].dropna().is_monotonic_increasing
    assert found["rank"].isna().tolist() == sorted(found["rank"].isna())


def test_a_site_that_a_service_does_not_fit_in_has_no_rank_but_its_reasons() -> None:
    found = services_for_site(VELDLAND, ZANDKERK, siting=SITING)
    for service in SERVICES:
        screen = VELD.screened(service).screen
        assert entry(found, service, "fit") == screen["verdict"].to_dict()[ZANDKERK]
        if entry(found, service, "fit") == "does_not_fit":
            assert entry(found, service, "excluded") == screen["against"].to_dict()[ZANDKERK]
            for column in ("rank", "score", "lead"):
                assert pd.isna(entry(found, service, column))
            assert entry(found, service, "of") > 0
    assert set(found["fit"]) == {"does_not_fit", "to_verify"}


def test_a_site_that_is_no_candidate_is_ranked_among_them_and_one_outside_is_out() -> None:
    asked = ["grensdouane", "veldarchief"]
    found = services_for_site(VELDLAND, TERMINAL, services=asked, siting=SITING)
    for service in asked:
        brief = read_brief(VELDLAND, service)
        table = VELD.judged([*VELD.fitting(service), TERMINAL], brief).ranking.table
        assert entry(found, service, "of") == table["rank"].notna().sum()
        assert cell(found, service, "score") == pytest.approx(
            cell(table, TERMINAL, "score"), abs=1e-5
        )
    sites = gpd.GeoDataFrame(VELD.chosen([OUTSIDE]).set_axis(["far"]))
    out = services_for_site(VELDLAND, "far", services=asked, sites=sites, siting=SITING)
    assert set(out["excluded"]) == {(OutsideArea(),)}
    assert out["rank"].isna().all()


def test_a_service_that_no_site_suits_is_told_too() -> None:
    nowhere = {"exit_car_min": 0.1}
    kinds = {
        name: dg.siting.Needs(one.weights, nowhere, one.sources)
        for name, one in SITING.kinds.items()
    }
    hard = type(SITING)(**{**vars(SITING), "kinds": kinds})
    found = services_for_site(VELDLAND, CAMPUS, services=["loket-zuid"], siting=hard)
    row = found.loc["loket-zuid"]
    assert (row["of"], row["first"]) == (0, "")
    assert [one.criterion for one in row["excluded"]] == ["exit_car_min"]
    assert pd.isna(row["rank"])


def test_an_unknown_site_or_the_id_of_a_candidate_is_refused() -> None:
    with pytest.raises(ArgumentError) as caught:
        services_for_site(VELDLAND, "veencampus")
    choices = ", ".join(VELDLAND.layer("sites").index)
    assert str(caught.value) == (
        f"unknown site 'veencampus': did you mean '{CAMPUS}'? Choices: {choices}."
    )
    sites = gpd.GeoDataFrame(VELD.chosen([HEIDESTAD]))
    with pytest.raises(ArgumentError) as caught:
        services_for_site(VELDLAND, HEIDESTAD, sites=sites)
    assert str(caught.value) == (
        f"sites: the id '{HEIDESTAD}' (row 1) is that of a site of the area; give yours another, "
        "such as my-1."
    )


def test_without_advice_the_table_says_why(matches: pd.DataFrame) -> None:
    told = matches.groupby("service")["advice"].first().to_dict()
    assert told == {
        "veldregister": "stay",
        "loket-zuid": "wanted",
        "grensdouane": "wanted",
        "veldarchief": "wanted",
        "veldwacht": "seat_unknown",
    }
    here = replace(VELD.asks("veldregister"), site="rijkskantoor-heidestad")
    assert overview_word(VELDLAND, here, None) == "seat_not_compared"
    abroad = VELDLAND.layer("sites").copy()
    abroad.loc[here.site, "gemeente"] = "Elders"
    assert overview_word(VELDLAND.with_layers({"sites": abroad}), here, None) == "seat_outside"
