"""What takes a package that is an extra says so in one sentence; all else does without."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import VELDLAND_DIR
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.contracts.extras import put_off, require_extra
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.edges.graphml import read_graphml
from drenthe_geo.io.out.formats import read_formats
from drenthe_geo.io.reading import read_file

WITHOUT = {"pyarrow", "networkx", "osmnx", "babel"}


def test_formats_and_files_that_take_pyarrow_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ArgumentError) as caught:
        read_formats("xlsx,parquet")
    assert str(caught.value) == (
        "--format parquet: takes pyarrow, which is not installed; pip install "
        "'PATH[parquet]' brings it, with the path of the wheel or the source of drenthe-geo."
    )
    path = tmp_path / "mine.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ArgumentError, match=r"^mine\.parquet: takes pyarrow"):
        read_file(path)


def test_what_is_put_off_is_there_for_what_takes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "slow_to_load.py").write_text("loaded = True\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    put_off("slow_to_load")
    with pytest.raises(ImportError):
        importlib.import_module("slow_to_load")
    require_extra("slow_to_load", "a file")
    assert importlib.import_module("slow_to_load").loaded
    put_off("slow_to_load")  # what is there already stays
    assert importlib.import_module("slow_to_load").loaded
    del sys.modules["slow_to_load"]


def test_the_command_line_loads_pyarrow_for_geoparquet_alone(tmp_path: Path) -> None:
    def run(out: str, *formats: str) -> bool:
        """Ask as the command line does; say whether pyarrow is loaded at the end."""
        code = "import sys\nfrom drenthe_geo.__main__ import start\nassert start() == 0\n"
        code += "print(sys.modules.get('pyarrow') is not None)"
        words = ["times", "--points", "sites", "--area", str(VELDLAND_DIR), "--quiet"]
        words += ["--out", out, *formats]
        command = [sys.executable, "-c", code, *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.strip() == "True"

    assert not run("plain")
    assert run("both", "--format", "parquet,csv")
    table = pd.read_parquet(tmp_path / "both" / "times.parquet")
    assert table.shape == pd.read_csv(tmp_path / "plain" / "times.csv").shape
    # As where pyarrow is loaded from the beginning.
    answer = dg.ask_times(VELDLAND, "sites")
    answer.write(tmp_path / "here", formats="parquet")
    pd.testing.assert_frame_equal(table, pd.read_parquet(tmp_path / "here" / "times.parquet"))
    assert (tmp_path / "plain" / "times.csv").read_bytes() == (
        tmp_path / "both" / "times.csv"
    ).read_bytes()


def test_a_graph_of_networkx_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    network = dg.roads.read_network(VELDLAND, "car")
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ArgumentError, match=r"^to_osmnx: takes networkx, .*'PATH\[osmnx\]'"):
        dg.io.to_osmnx(network)


def test_the_package_does_without_any_of_them() -> None:
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(WITHOUT)!r}))\n"
        "import drenthe_geo as dg\n"
        "from drenthe_geo.doors.given import take_network\n"
        "dg.isochrones\n"
        "print(dg.words.words_of('nl').say('noun.layer'))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.returncode) == ("laag", 0), run.stderr


@given(
    ends=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12),
    directed=st.booleans(),
)
def test_edges_of_graphml_are_in_the_order_of_networkx(
    tmp_path_factory: pytest.TempPathFactory, ends: list[tuple[int, int]], *, directed: bool
) -> None:
    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.add_nodes_from(f"n{number}" for number in (3, 0, 4, 1, 2))
    for number, (tail, head) in enumerate(ends):
        graph.add_edge(f"n{tail}", f"n{head}", number=str(number))
    path = tmp_path_factory.mktemp("graph") / "graph.graphml"
    nx.write_graphml(graph, path)
    theirs = nx.read_graphml(path, force_multigraph=True)
    rows = read_graphml(path)
    assert rows.directed == directed
    assert list(rows.nodes) == list(theirs.nodes)
    assert [(*one[:2], one[2]["number"]) for one in rows.edges] == [
        (*one[:2], one[2]["number"]) for one in theirs.edges(data=True)
    ]
