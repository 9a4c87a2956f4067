"""Run as a script: kill a run at each of its steps on the disk, and tell what the next one finds.

``python killed.py FOLDER swap|rename`` prints a line of JSON per step: what a reader finds in
the folder of results before anything is put right, what is there after the next run, and what
lies beside it then.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from drenthe_geo.files.gate import own_file
from drenthe_geo.io.staging import staged_folder

STEPS = ("open", "os.", "shutil.", "fcntl.", "ctypes.", "tempfile.")


def write(out: Path, how: str, text: str) -> None:
    """Write an answer."""
    more: dict[str, Any] = {} if how == "swap" else {"exchange": lambda *_: False}
    with staged_folder(out, ["ours.csv", "gone.csv"], **more) as folder:
        (folder / "ours.csv").write_text(text, encoding="utf-8")


def killed_at(step: int, out: Path, how: str) -> bool:
    """Write in a process that is killed before a step; false if it has no such step."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, _: object) -> None:
            nonlocal seen
            if event.startswith(STEPS):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        write(out, how, "new")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def found(out: Path) -> dict[str, str]:
    """Tell what a folder holds."""
    return {path.name: path.read_text("utf-8") for path in out.iterdir()} if out.is_dir() else {}


def main(top: Path, how: str) -> None:
    """Kill at every step there is."""
    out, step, killed = top / "out", 0, True
    while killed:
        step += 1
        shutil.rmtree(top, ignore_errors=True)
        out.mkdir(parents=True)
        for name, text in (("ours.csv", "old"), ("gone.csv", "old"), ("mine.qgz", "mine")):
            (out / name).write_text(text, encoding="utf-8")
        killed = killed_at(step, out, how)
        raw = found(out)
        own_file(out / "ours.csv")  # one that reads a result
        read = found(out)
        write(out, how, "next")
        beside = sorted(path.name for path in top.iterdir())
        print(json.dumps([killed, raw, read, found(out), beside]))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
