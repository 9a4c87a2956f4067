"""What the README and the pages name exists: files, commands, options, names of the package."""

from __future__ import annotations

import re
import tomllib
from functools import reduce

import pytest
from drenthe import DRENTHE
from paths import ROOT

import drenthe_geo as dg
from benchmarks.report import ORDER, PARTS, readme_text
from drenthe_geo.cli.program import COMMANDS, _load
from drenthe_geo.scenarios.model import scenario_from_mapping
from drenthe_geo.words.table import words_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
HOWTO = [name for name in PAGES if name.startswith("docs/howto/")]
MOST_LINES = 150
SHARED = {"--area", "--lang", "--json", "--quiet", "-q", "--help", "-h"}
ROOTS = ("src/", "data/", "tests/", "docs/", "tools/", "notebooks/", "benchmarks/")


def options_of(command: str) -> set[str]:
    """Options of a command as it takes them."""
    found = _load(command, words_of("en")).params
    return {name for one in found for name in (*one.opts, *one.secondary_opts) if name[0] == "-"}


def usages(text: str) -> list[str]:
    """Lines of code blocks and cells that call the program, folded ones as one."""
    inside = "\n".join(re.findall(r"```\n(.*?)```", text, flags=re.DOTALL))
    lines = re.sub(r"\n {8,}", " ", inside).splitlines()
    cells = re.findall(r"`(drenthe-geo [^`]*)`", text)
    return [line.removeprefix("$ ").partition("  #")[0] for line in (*lines, *cells)]


def calls(text: str) -> list[list[str]]:
    """Calls of the program: the words after its name."""
    return [line.split()[1:] for line in usages(text) if re.match(r"drenthe-geo [a-z]", line)]


def test_the_readme_is_a_page_with_one_map_on_top() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    assert re.findall(r"!\[.*\]\((.*)\)", README) == ["docs/img/nvwa.png"]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    folder = (ROOT / page).parent
    for link in re.findall(r"\]\(([^)#]+)\)", PAGES[page]):
        assert (folder / link).exists(), link


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_options_that_are_named_exist(page: str) -> None:
    for words in calls(PAGES[page]):
        if words[0] == "COMMAND":
            continue
        assert words[0] in COMMANDS
        named = set(re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", " ".join(words)))
        assert named <= options_of(words[0]), words


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_stands_on_the_page_of_commands(command: str) -> None:
    page = PAGES["docs/commands.md"]
    assert any(words[0] == command for words in calls(page))
    for option in options_of(command):
        assert f"{option}" in page, option


def test_every_option_that_all_commands_share_is_named() -> None:
    shared = set.intersection(*(options_of(command) for command in COMMANDS))
    assert shared | {"--help", "-h"} == SHARED


def test_the_scenario_of_the_page_can_be_applied() -> None:
    raw = tomllib.loads(PAGES["docs/scenarios.md"].partition("```toml\n")[2].partition("```")[0])
    on = scenario_from_mapping(raw, {"gramsbergen": True})
    transit = dg.scenarios.apply_scenarios(
        dg.situation.read_situation(DRENTHE), [on], DRENTHE.settings
    ).transit
    assert transit.lines.loc["spr-gn-zl", "trains_per_hour"] == 3
    assert "gbg" in transit.legs.query("line == 'sn-zl-emn'")["to_station"].tolist()


def test_python_names_exist() -> None:
    named = {
        name
        for page in ("README.md", "docs/python.md")
        for name in re.findall(r"\bdg\.([A-Za-z_.]+[a-z_])", PAGES[page])
    }
    assert len(named) >= 15
    for name in sorted(named):
        assert reduce(getattr, name.split("."), dg) is not None
    table = re.findall(r"^\| `dg\.(\w+)` \| (.*) \|$", PAGES["docs/python.md"], re.MULTILINE)
    assert len(table) >= 10
    for package, names in table:
        offered = set(getattr(dg, package).__all__)
        assert set(re.findall(r"`(\w+)`", names)) <= offered, package


def test_every_way_to_change_it_has_a_page_of_ten_lines() -> None:
    names = ("claim", "command", "criterion", "language", "layer", "mode", "offer")
    assert [f"docs/howto/{name}.md" for name in names] == HOWTO
    for page in HOWTO:
        lines = [line for line in PAGES[page].splitlines() if line.strip()]
        assert len(lines) <= 12, page


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_exist(page: str) -> None:
    named = re.findall(r"`([\w./-]+)`", PAGES[page])
    for name in named:
        if name.startswith(ROOTS) and not re.search("NAME|XX", name):
            assert (ROOT / name).exists(), name


def test_no_page_says_what_was() -> None:
    for page, text in PAGES.items():
        for old in ("kaart_", "manifest.json", "--candidates FILE", "den_haag_min"):
            assert old not in text, page


def test_the_readme_of_the_measurements_is_what_its_parts_say() -> None:
    parts = {path.stem for path in PARTS.glob("*.md")} - {"_head"}
    assert parts <= set(ORDER)
    assert (ROOT / "benchmarks/README.md").read_text(encoding="utf-8") == readme_text()
