"""Run the notebooks and store what they show: pictures and tables, and nothing of the machine.

Run as ``python -m tools.notebooks`` for all, or with the first signs of some: ``01 03``.
"""

from __future__ import annotations

import base64
import io
import os
import re
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

from drenthe_geo.io.pictures import COLORS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]

FOLDER = ROOT / "notebooks"

TIMEOUT_S = 240

OF_THE_MACHINE = re.compile(r" at 0x[0-9a-f]+")
"""Where in memory something lies."""

MOST_BYTES = 1_000_000


ANEW = """
import os, pandas
from matplotlib import pyplot
pyplot.close("all")
pandas.reset_option("^display")
os.chdir({folder!r})
%reset -f
"""
"""Makes a kernel forget the notebook before."""


@contextmanager
def kernel(folder: Path) -> Iterator[NotebookClient]:
    """Start a kernel for one notebook or several: to start is most of what a short one takes."""
    # The kernel takes what stands in the environment; a user's settings of matplotlib are his.
    os.environ["MPLCONFIGDIR"] = str(folder)
    none = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    where = {"metadata": {"path": folder}}
    client = NotebookClient(none, timeout=TIMEOUT_S, kernel_name="python3", resources=where)
    with client.setup_kernel():
        yield client


def run(path: Path, folder: Path, client: NotebookClient | None = None) -> Any:  # noqa: ANN401 - nbformat has no types
    """Run a notebook in a folder of its own; it comes back with what it shows."""
    if client is None:
        with kernel(folder) as own:
            return run(path, folder, own)
    v4: Any = nbformat.v4
    before = v4.new_notebook(cells=[v4.new_code_cell(ANEW.format(folder=str(folder)))])
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for client.nb in (before, notebook):
        client.execute(cleanup_kc=False)
    return cleaned(notebook)


def cleaned(notebook: Any) -> Any:  # noqa: ANN401 - as above
    """Leave out what differs from run to run, and from machine to machine."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    number = 0
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type != "code":
            continue
        number += 1
        cell.execution_count = number
        for output in cell.outputs:
            output.pop("transient", None)
            if "execution_count" in output:
                output.execution_count = number
            if "metadata" in output:
                output.metadata = {}
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = _smaller(output.data["image/png"])
        cell.outputs = [one for one in cell.outputs if not _is_bare(one)]
    return notebook


def _smaller(coded: str) -> str:
    """Give a picture few colours, which takes a third of the room and looks the same."""
    drawn = Image.open(io.BytesIO(base64.b64decode(coded)))
    if drawn.mode == "P":
        return coded
    few, kept = drawn.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE), io.BytesIO()
    few.save(kept, "PNG", optimize=True)
    return base64.encodebytes(kept.getvalue()).decode("ascii")


def _is_bare(output: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether an output is no more than where something lies in memory."""
    data = output.get("data", {})
    return set(data) == {"text/plain"} and bool(OF_THE_MACHINE.search(data["text/plain"]))


def main(asked: list[str]) -> int:
    """Run those that are asked for and store them; say how long each took, and how large it is."""
    paths = [
        path
        for path in sorted(FOLDER.glob("*.ipynb"))
        if not asked or path.name.startswith(tuple(asked))
    ]
    for path in paths:
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            notebook = run(path, Path(folder))
        nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
        size = path.stat().st_size
        print(f"{path.name}: {time.perf_counter() - start:.1f} s, {size / 1000:.0f} kB")
        if size > MOST_BYTES:
            print(f"  over {MOST_BYTES / 1000:.0f} kB: draw smaller figures")
    return 0 if paths else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
