"""What the README and the pages name exists: files, commands, options, names of the package."""

from __future__ import annotations

import json
import re
import tomllib
from functools import reduce
from typing import TYPE_CHECKING

import pytest
from drenthe import DRENTHE
from paths import ROOT

import drenthe_geo as dg
from benchmarks.report import ORDER, PARTS, readme_text
from drenthe_geo.cli.program import COMMANDS, _load
from drenthe_geo.scenarios.model import scenario_from_mapping
from drenthe_geo.words.table import words_of
from tools.site import check, reference

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    if path.parent.name != "reference"  # written anew for each site
}
CHANGE = [name for name in PAGES if name.startswith("docs/change/")]
MOST_LINES = 80
SHARED = {"--area", "--lang", "--json", "--quiet", "-q", "--help", "-h"}
ROOTS = ("src/", "data/", "tests/", "docs/", "tools/", "notebooks/", "benchmarks/")


def options_of(command: str) -> set[str]:
    """Options of a command as it takes them."""
    found = _load(command, words_of("en")).params
    return {name for one in found for name in (*one.opts, *one.secondary_opts) if name[0] == "-"}


def usages(text: str) -> list[str]:
    """Lines of code blocks and cells that call the program, folded ones as one."""
    shell = r"^ *```(?:sh|bat)?\n(.*?)^ *```$"
    inside = "\n".join(re.findall(shell, text, flags=re.DOTALL | re.MULTILINE))
    lines = re.sub(r"\n {8,}", " ", inside).splitlines()
    cells = re.findall(r"`((?:drenthe-geo|py -m drenthe_geo) [^`]*)`", text)
    said = [line.strip().removeprefix("$ ").partition("  #")[0] for line in (*lines, *cells)]
    return [re.sub("^(?:py|python3?) -m drenthe_geo", "drenthe-geo", line) for line in said]


def calls(text: str) -> list[list[str]]:
    """Calls of the program: the words after its name."""
    return [line.split()[1:] for line in usages(text) if re.match(r"drenthe-geo [a-z]", line)]


def test_the_readme_is_a_page_with_a_map_on_top() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    assert re.findall(r"!\[.*\]\((.*)\)", README)[0] == "docs/img/nvwa.png"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    folder = (ROOT / page).parent
    for link in re.findall(r"\]\(([^)#]+)\)", PAGES[page]):
        if re.match(r"https://[\w-]+\.[\w./-]+$", link) or "reference/" in link:
            continue  # no test asks the internet; what is written for the site, its builder checks
        assert (folder / link).exists(), link


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_options_that_are_named_exist(page: str) -> None:
    for words in calls(PAGES[page]):
        if words[0] == "COMMAND":
            continue
        assert words[0] in COMMANDS
        named = set(re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", " ".join(words)))
        assert named <= options_of(words[0]) | SHARED, words


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
        name for page in PAGES for name in re.findall(r"\bdg\.([A-Za-z_.]+[a-z_])", PAGES[page])
    }
    assert len(named) >= 15
    for name in sorted(named):
        assert reduce(getattr, name.split("."), dg) is not None
    table = re.findall(r"^\| `dg\.(\w+)` \| (.*) \|$", PAGES["docs/python.md"], re.MULTILINE)
    assert len(table) >= 10
    for package, names in table:
        offered = set(getattr(dg, package).__all__)
        assert set(re.findall(r"`(\w+)`", names)) <= offered, package


def test_every_page_stands_in_the_contents_of_the_site() -> None:
    listed = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    pages = {name.removeprefix("docs/") for name in PAGES if name.startswith("docs/")}
    assert listed == pages | {f"reference/{name}" for name in reference.pages()}


def test_the_version_and_its_date_are_the_same_everywhere() -> None:
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changed = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = re.search(r"^## ([\d.]+) – ([\d-]+)$", changed, re.MULTILINE)
    assert dated is not None
    assert dated[1] == dg.__version__
    assert f'version: {dated[1]}\ndate-released: "{dated[2]}"' in cited


def test_the_licence_of_every_table_is_told() -> None:
    told = (ROOT / "data/LICENSES.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:3] for row in told.splitlines() if row.startswith("| `")]
    words = {"ODbL-1.0": "ODbL 1.0", "CC-BY-4.0": "CC BY 4.0", "CC0-1.0": "CC0 1.0", "MIT": "MIT"}
    for folder in ("drenthe", "defaults"):
        package = json.loads((ROOT / f"data/{folder}/datapackage.json").read_text(encoding="utf-8"))
        for table in package["resources"]:
            [said] = [licence for names, licence in rows if f"`{table['name']}`" in names]
            for licence in table["licenses"]:
                assert words[licence["name"]] in said.replace("[", ""), table["name"]


def test_every_room_of_the_import_contract_is_explained() -> None:
    raw = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = raw["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {room.strip(" ()") for layer in layers for room in layer.split("|")} - {"lazy"}
    table = re.findall(r"^\| (`.*`) \|", PAGES["docs/CONTRIBUTING.md"], re.MULTILINE)
    assert rooms <= set(re.findall(r"`(\w+)`", " ".join(table)))


def test_every_way_to_change_it_has_a_page_of_ten_lines() -> None:
    names = ("claim", "command", "criterion", "language", "layer", "mode", "offer")
    assert [f"docs/change/{name}.md" for name in names] == CHANGE
    for page in CHANGE:
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
        for old in ("kaart_", "--candidates FILE", "den_haag_min"):
            assert old not in text, page


def test_what_a_site_loads_from_elsewhere_and_links_that_lead_nowhere_are_found(
    tmp_path: Path,
) -> None:
    (tmp_path / "there.html").write_text('<h1 id="top">There</h1>', encoding="utf-8")
    (tmp_path / "page.html").write_text(
        '<script src="https://cdn.example/x.js"></script><img src="none.png">'
        '<link rel="stylesheet" href="//cdn.example/x.css"><a href="none.html">a</a>'
        '<a href="there.html#top">b</a><a href="there.html#none">c</a><a href="#none">d</a>'
        '<a href="https://example.org/">e</a><a href="http://example.org/">f</a>',
        encoding="utf-8",
    )
    assert check.faults(tmp_path) == [
        "page.html: loads https://cdn.example/x.js, which is not in the site",
        "page.html: none.png is not there",
        "page.html: loads //cdn.example/x.css, which is not in the site",
        "page.html: none.html is not there",
        "page.html: there.html#none has no such anchor",
        "page.html: #none has no such anchor",
        "page.html: http://example.org/ is no address that begins https://",
    ]


def test_the_readme_of_the_measurements_is_what_its_parts_say() -> None:
    parts = {path.stem for path in PARTS.glob("*.md")} - {"_head"}
    assert parts <= set(ORDER)
    assert (ROOT / "benchmarks/README.md").read_text(encoding="utf-8") == readme_text()
