"""``python -m drenthe_geo``, and what the command ``drenthe-geo`` starts."""

from __future__ import annotations

import sys


def start() -> int:
    """Run the command line as a program of its own: signals, warnings and figures are set up."""
    try:
        from drenthe_geo.cli.process import run  # noqa: PLC0415 - an interrupt counts from here on

        return run()
    except KeyboardInterrupt:  # so early that nobody listened yet
        from drenthe_geo.cli.stopped import INTERRUPTED, say_stopped  # noqa: PLC0415 - see above

        say_stopped()
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(start())
