"""Where the embedded data are and how they describe themselves: the package's own files."""

from __future__ import annotations

import copy
import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from drenthe_geo.errors import DataError, unknown_choice

DESCRIPTOR = "datapackage.json"


@cache
def data_dir() -> Path:
    """Folder of the embedded data.

    Returns
    -------
    pathlib.Path
        ``drenthe_geo/data`` of an installed wheel, ``data`` of a checkout.

    Raises
    ------
    DataError
        If neither holds a ``datapackage.json``.

    Examples
    --------
    >>> (data_dir() / "datapackage.json").is_file()
    True
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "data", here.parents[1] / "data"):
        if (folder / DESCRIPTOR).is_file():
            return folder
    msg = f"the embedded data are missing: no {DESCRIPTOR} beside the package; install it again."
    raise DataError(msg)


@cache
def descriptor() -> dict[str, Any]:
    """Read the datapackage's description of itself.

    Returns
    -------
    dict
        The parsed ``datapackage.json``.

    Examples
    --------
    >>> descriptor()["name"]
    'drenthe-geo-data'
    """
    text = (data_dir() / DESCRIPTOR).read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def resource(name: str) -> dict[str, Any]:
    """Look one resource of the datapackage up.

    Parameters
    ----------
    name : str
        Name of the resource, for example ``"stations"``.

    Returns
    -------
    dict
        Its description.

    Raises
    ------
    ArgumentError
        If there is none of that name.

    Examples
    --------
    >>> resource("stations")["schema"]["primaryKey"]
    'code'
    """
    by_name = {entry["name"]: entry for entry in descriptor()["resources"]}
    if name not in by_name:
        raise unknown_choice("resource", name, by_name)
    return copy.deepcopy(by_name[name])  # the description itself is shared by all callers


def read_table(name: str) -> pd.DataFrame:
    """Read one embedded table, text columns as text and empty fields as missing.

    Parameters
    ----------
    name : str
        Name of the resource.

    Returns
    -------
    pandas.DataFrame
        The rows as they are stored, one column per field.

    Raises
    ------
    DataError
        If the file is missing or cannot be parsed.

    Examples
    --------
    >>> sorted(read_table("stations").query("role == 'drenthe'").code)
    ['asn', 'bl', 'co', 'dln', 'emn', 'emnz', 'hgv', 'mp', 'na']
    """
    entry = resource(name)
    types = {"string": "str", "boolean": "boolean", "number": "float64", "integer": "Int64"}
    dtypes: dict[str, Any] = {
        field["name"]: "int64"
        if field["type"] == "integer" and field.get("constraints", {}).get("required")
        else types[field["type"]]
        for field in entry["schema"]["fields"]
    }
    try:
        # "NA" is Nieuw Amsterdam in some sources: only an empty field is missing.
        return pd.read_csv(
            data_dir() / entry["path"], dtype=dtypes, keep_default_na=False, na_values=[""]
        )
    except (OSError, ValueError) as error:
        msg = f"the embedded table {name!r} is damaged ({error}); install the package again."
        raise DataError(msg) from error


def read_settings_file(name: str) -> dict[str, Any]:
    """Read one embedded TOML file of numbers that are choices.

    Parameters
    ----------
    name : str
        Name of the resource, for example ``"profiles"``.

    Returns
    -------
    dict
        The parsed file.

    Raises
    ------
    DataError
        If the file is missing or cannot be parsed.
    """
    path = data_dir() / resource(name)["path"]
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"the embedded file {path.name!r} is damaged ({error}); install the package again."
        raise DataError(msg) from error


def sha256(path: Path) -> str:
    """Hash a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        Its SHA-256 as hexadecimal digits.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()
