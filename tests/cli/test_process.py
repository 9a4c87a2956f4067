"""The command line as a process: signals, full disks, odd surroundings, faults of our own."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from paths import VELDLAND_DIR

from drenthe_geo.cli import main as command_line
from drenthe_geo.cli.main import main

STOPPED = "\ndrenthe-geo: stopped; nothing was written.\n"
LATE = "\ndrenthe-geo: stopped; the answer is in out.\n"
PIPES: Any = {"capture_output": True, "text": True}
AREA = ["--area", str(VELDLAND_DIR), "--lang", "en"]
RUN = [sys.executable, "-m", "drenthe_geo", *["run", "--minutes", "5", "--out", "out"], *AREA]

MODULES = ["drenthe_geo.cli.process", "drenthe_geo.words.table", "typer", "pandas", "geopandas",
           "drenthe_geo.answers.times"]  # fmt: skip
"""Modules in the order in which they are read; before the first nobody listens to a SIGTERM."""

INTERRUPTED_WHILE_READING = """
import os, signal, sys
name, module, *sys.argv[1:] = sys.argv[1:]
class Interrupt:
    def find_spec(self, asked, path=None, target=None):
        if asked == module:
            os.kill(os.getpid(), getattr(signal, name))
sys.meta_path.insert(0, Interrupt())
from drenthe_geo.__main__ import start
sys.exit(start())
"""


@pytest.fixture(autouse=True)
def _interrupts() -> None:
    """Let children hear an interrupt, also where the tests run in the background and do not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize(
    ("name", "code", "module"),
    [
        *(("SIGINT", 130, module) for module in MODULES),
        *(("SIGTERM", 143, module) for module in (MODULES[1], MODULES[-1])),
    ],
)
def test_an_interrupt_while_modules_are_read_is_a_sentence(
    name: str, code: int, module: str, tmp_path: Path
) -> None:
    words = ["times", "--points", "sites", *AREA]
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE_READING, name, module, *words],
        cwd=tmp_path, check=False, **PIPES,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (code, "", STOPPED)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_while_files_are_written_leaves_nothing(
    number: int, code: int, tmp_path: Path
) -> None:
    with subprocess.Popen(
        RUN, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        while not any(tmp_path.iterdir()) and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(number)
        said = process.communicate()
    found = [path.name for path in tmp_path.iterdir()]
    assert (process.returncode, said[1], found) in ((code, STOPPED, []), (code, LATE, ["out"]))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_behind_the_screen_is_a_sentence() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "drenthe_geo", "sites", *AREA],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        "drenthe-geo: what was to be shown cannot be written (No space left on device); files of "
        "an answer are not touched by this.\n"
    )


def test_a_reader_that_stops_reading_is_no_fault() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "drenthe_geo", "layers", "--json", *AREA],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


ODD = {
    "place --goal mean --count 1 --points sites": {"MPLBACKEND": "nonsense", "PYTHONOPTIMIZE": "2"},
    "times --points sites": {
        "LC_ALL": "xx_YY.nonsense", "LANG": "xx", "SOURCE_DATE_EPOCH": "nonsense",
        "HOME": "", "MPLCONFIGDIR": "/proc/nowhere", "TERM": "nonsense",
        "COLUMNS": "nonsense", "LINES": "-1", "TERMINAL_WIDTH": "0",
    },
}  # fmt: skip
"""A command each, as to start is most of what it takes."""


@pytest.mark.parametrize("asked", ODD)
def test_odd_surroundings_change_nothing(asked: str, tmp_path: Path) -> None:
    words, odd = [*asked.split(), "--out", "out"], ODD[asked]
    done = subprocess.run(
        [sys.executable, "-m", "drenthe_geo", *words, *AREA],
        cwd=tmp_path, env=os.environ | odd, check=False, **PIPES,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    assert (tmp_path / "out" / "about.json").is_file()


OURS = (
    "drenthe-geo: this is a fault of drenthe-geo (KeyError: 'x'), not of what you gave; tell "
    "who maintains it, with what you asked (DRENTHE_GEO_DEBUG=1 before the command shows where "
    "it is).\n"
)


SYSTEM = (
    "drenthe-geo: the system refuses (No space left on device); make room, or choose another "
    "place.\n"
)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyError("x"), 70, OURS),
        (MemoryError(), 1, ""),
        (ImportError("libx.so: failed to map segment from shared object"), 1, ""),
        (
            OSError(errno.ENOSPC, "full"),
            1,
            SYSTEM,
        ),
        (BrokenPipeError(), 1, ""),
    ],
)
def test_what_no_argument_is_to_blame_for_is_a_sentence(
    error: Exception,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(command_line, "program", lambda _: fails)
    monkeypatch.delenv("DRENTHE_GEO_DEBUG")
    assert main(["sites", "--lang", "en"]) == code
    heard = capsys.readouterr()
    assert heard.out == ""
    if said:
        assert heard.err == said
    assert heard.err.count("\n") == (not isinstance(error, BrokenPipeError))
    monkeypatch.setenv("DRENTHE_GEO_DEBUG", "1")
    if code == 70:
        with pytest.raises(KeyError):
            main(["sites"])
