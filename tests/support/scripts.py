"""Scripts of a page, run by node: it has the numbers of a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from typing import Any

import pytest

NODE = shutil.which("node")

needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


def ran(names: list[str], body: str, given: object) -> Any:
    """Give what a function body returns after some scripts of the page; `given` is what it gets."""
    folder = files("drenthe_geo.page") / "js"
    scripts = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    whole = (
        f"{scripts}\nconst given = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
        f"const made = (() => {{ {body} }})();\nprocess.stdout.write(JSON.stringify(made));"
    )
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", whole], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
