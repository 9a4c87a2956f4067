"""Packages whose names are read when they are asked for, with types that can be looked up.

A module imports what its annotations alone name for type checkers only: that keeps the import
light and lets modules know each other's types. `typing.get_type_hints` would not find those
names; so, when a public name is asked for, the module that it is from is given them.
"""

from __future__ import annotations

import ast
import inspect
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import lazy_loader

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = __name__.partition(".")[0]

_COMPLETE: set[str] = set()


def attach(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], Any]:
    """Give ``__getattr__``, ``__dir__`` and ``__all__`` of a package from its stub."""
    get, names, offered = lazy_loader.attach_stub(package, file)

    def get_typed(name: str) -> Any:  # noqa: ANN401 - anything that a package offers
        found = get(name)
        is_module = isinstance(found, ModuleType)
        complete(found.__name__ if is_module else getattr(found, "__module__", ""))
        return found

    return get_typed, names, offered


def complete(name: str) -> None:
    """Give a module of ours the names that it imports for type checkers alone, once."""
    module = sys.modules.get(name)
    if module is None or name in _COMPLETE or name.partition(".")[0] != ROOT:
        return
    _COMPLETE.add(name)
    read = getattr(module.__loader__, "get_source", None)  # that of pytest has none
    source = read(name) if read else inspect.getsource(module)
    for node in ast.parse(source or "").body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for one in node.body:
                _run(one, module)


def _run(node: ast.stmt, module: ModuleType) -> None:
    """Run a statement of the block for type checkers; names that are there stay."""
    before = dict(vars(module))
    try:
        exec(compile(ast.Module([node], []), str(module.__file__), "exec"), vars(module))  # noqa: S102 - our own source
    except ImportError:  # a library that is not installed; its types cannot be looked up
        return
    vars(module).update(before)
