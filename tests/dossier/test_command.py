"""The commands on services and sites: what is seen on the screen, and refusals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from paths import VELDLAND_DIR
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.cli.main import main
from drenthe_geo.siting.fit.seat import seat_sentences
from drenthe_geo.siting.kept.suggestion import Suggestion

HERE = ["--area", str(VELDLAND_DIR), "--lang", "en"]
IDS = ", ".join(dg.siting.read_services(VELDLAND).index)
SITES = ", ".join(VELDLAND.layer("sites").index)
CRITERIA = ", ".join(dg.siting.read_siting(VELDLAND).criteria)


def test_the_screen_shows_the_ranking(
    seated: Suggestion, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["suggest", "veldregister", "--no-surface", "--out", str(tmp_path / "out")]
    assert main([*asked, *HERE]) == 0
    said, words = capsys.readouterr().out, VELDLAND.words("en")
    verdict = words.say(f"dossier.verdict.{seated.verdict.word}")
    assert f"Veldregister: {verdict}" in said
    assert "…" not in said
    for site, row in seated.ranking.table.iterrows():
        name = str(seated.sites["name"].to_dict()[site])
        line = next(one for one in said.splitlines() if name in one.split("  ", 1)[-1])
        for why in row["excluded"]:
            assert words.say(why.message()) in line
        assert bool(row["excluded"]) or f"{row['score']:.2f}" in line
    out = seated.screen[seated.screen["verdict"] == "does_not_fit"]
    assert len(out) == 2
    for site, why in out["against"].items():
        name = str(seated.sites["name"].to_dict()[site])
        line = next(one for one in said.splitlines() if name in one.split("  ", 1)[-1])
        assert words.say(why[0].message()) in line
    for sentence in seat_sentences(seated.seat, seated.sites["name"].to_dict()):
        assert words.say(sentence) in said


def test_the_command_tells_which_services_suit_a_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["services-for", "zandpark-wolde", "--out", str(out), *HERE]) == 0
    heard = capsys.readouterr()
    assert heard.err == ""
    assert "Zandpark Wolde" in heard.out
    assert "zoning industry does not allow an office" in heard.out
    table = pd.read_csv(out / "services.csv").set_index("service")
    assert set(table.index) == set(dg.siting.read_services(VELDLAND).index)
    assert table["rank"].isna().to_dict()["veldwacht"]
    assert sorted(path.name for path in out.iterdir()) == [
        "about.json",
        "services-for.xlsx",
        "services.csv",
    ]


def test_the_command_tells_the_best_sites_of_every_service(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["overview", "--out", str(out), *HERE]) == 0
    heard = capsys.readouterr()
    assert all(line.startswith("warning: ") for line in heard.err.splitlines())
    assert "Stationsgebied Heidestad (0." in heard.out
    assert "1/2/2" in heard.out
    for service in dg.siting.read_services(VELDLAND).index:
        assert f"{service} " in heard.out
    files = [
        "about.json",
        "firsts.csv",
        "overlap.csv",
        "overview.csv",
        "overview.xlsx",
        "report.html",
    ]
    assert sorted(path.name for path in out.iterdir()) == files


def test_the_command_lists_services_and_criteria(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["services", *HERE]) == 0
    said = capsys.readouterr().out
    for service in dg.siting.read_services(VELDLAND).index:
        assert f"{service} " in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["suggest", "loket-zuit"],
            f"unknown service 'loket-zuit': did you mean 'Loket Zuid'? Choices: {IDS}.",
        ),
        (
            ["services-for", "zandpark-wolda"],
            f"unknown site 'zandpark-wolda': did you mean 'Zandpark Wolde'? Choices: {SITES}.",
        ),
        (["suggest", "loket-zuid", "--top", "0"], "--top 0: must be 1 or more."),
        (
            ["suggest", "loket-zuid", "--scenario", "veldlyn"],
            (
                "unknown scenario 'veldlyn': did you mean 'veldlijn'? Choices: n901-sneller, "
                "veldlijn, a file ending in .toml."
            ),
        ),
        (
            ["suggest", "loket-zuid", "--sites", "swapped.csv"],
            "layer 'points' from swapped.csv: row 1, a: x and y look swapped (556500, 233500).",
        ),
        (["suggest", "loket-zuid", "--sites", "none.csv"], "none.csv: no such file."),
        (
            ["suggest", "loket-zuid", "--weights", "none.toml"],
            "none.toml: no such file.",
        ),
        (
            ["suggest", "loket-zuid", "--weights", "mine.toml"],
            (
                "mine.toml: unknown criterion 'exit_car_mi': did you mean 'exit_car_min'? "
                f"Choices: {CRITERIA}."
            ),
        ),
        (
            ["suggest", "loket-zuid", "--out", "mine.toml"],
            "mine.toml: is a file, but a folder for the results is needed.",
        ),
        (
            ["services-for", "zandpark-wolde", "--out", "mine.toml"],
            "mine.toml: is a file, but a folder for the results is needed.",
        ),
    ],
)
def test_bad_words_are_one_sentence_and_leave_nothing_behind(
    words: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "swapped.csv").write_text("id,x,y\na,556500,233500\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text("exit_car_mi = 4\n", encoding="utf-8")
    assert main([*words, *HERE]) == 1
    heard = capsys.readouterr()
    assert heard.err == f"drenthe-geo: {said}\n"
    assert heard.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml", "swapped.csv"]


def test_limits_that_exclude_every_site_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hard.toml").write_text("[limits]\nexit_car_min = 0.5\n", encoding="utf-8")
    asked = ["suggest", "loket-zuid", "--weights", "hard.toml", "--no-surface"]
    assert main([*asked, *HERE]) == 1
    heard = capsys.readouterr()
    assert heard.err == (
        "drenthe-geo: service 'loket-zuid': its limits exclude all 2 sites, most often "
        "exit_car_min (limit 0.5); take it off with --no-limit exit_car_min, relax it with --limit "
        "exit_car_min=NUMBER, or give other sites with --sites.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["hard.toml"]
