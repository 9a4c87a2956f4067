"""The one check that holds rows to the promise of their layer or table; it names all problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.schema import OF_LAYER, words_in
from drenthe_geo.crs import looks_swapped_deg, place_problems, require_usable_crs, to_grid
from drenthe_geo.errors import LayerError
from drenthe_geo.files.gate import notices_of, with_notices
from drenthe_geo.units import WHOLE_IN_FLOAT64
from drenthe_geo.words.message import Message
from drenthe_geo.words.numerals import UNSURE, read_numbers

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.schema import Field, LayerSchema, Reference
    from drenthe_geo.crs import Grid

MAX_EXAMPLES = 3
"""How many offending values a problem names before it says "and n more"."""

RESERVED = frozenset({"fid", "geom", "geometry", "ogc_fid"})
"""Columns that a GeoPackage makes itself; a file's own cannot be written beside them."""

MULTIPOINT = 4

MOST_DEGREES = 360.0


def validate(
    frame: gpd.GeoDataFrame,
    schema: LayerSchema,
    source: str | Message,
    *,
    grid: Grid,
    problems: Sequence[Message] = (),
    told: Collection[int] = (),
) -> gpd.GeoDataFrame:
    """Hold a frame to the promise of its layer: the area's CRS, ids in the index, typed columns.

    `problems` are those that reading found, with the rows (from 0) whose place they are about
    in `told`: all is said in one message.
    """
    what = Message("schema.layer", name=schema.name, source=source)
    require_usable_crs(frame, grid, what)
    problems = list(problems) if len(frame) else [*problems, Message("schema.no_rows")]
    frame = _single_points(frame, schema)
    untold = frame.drop(index=frame.index[list(told)]) if told else frame
    misplaced = _geometry_problems(untold, schema, grid)
    problems += misplaced
    rows = _named_columns(pd.DataFrame(frame.drop(columns=frame.geometry.name)), schema)
    if schema.key in rows:  # that it is missing is said with the other columns
        rows[schema.key] = _clean_ids(rows[schema.key])
        problems += duplicates(rows, [schema.key])
        problems += _odd_signs(rows[schema.key], schema.key)
    there = [str(column) for column in frame.columns if column != frame.geometry.name]
    columns: dict[str, pd.Series] = {}
    for field in schema.fields:
        columns[field.name], trouble = _typed_column(rows, field, there)
        problems += trouble
    placed = frame if misplaced else to_grid(frame, grid, what)
    if not misplaced:
        names = columns["name"] if "name" in columns else columns[schema.key]
        problems += place_problems(frame, placed, names, grid)
    if problems:
        raise LayerError("schema.problems", what=what, problems=problems)
    extra = rows.drop(columns=[name for name in columns if name in rows])
    extra = extra.drop(columns=[name for name in schema.geometry_columns if name in extra])
    table = pd.concat([pd.DataFrame(columns), extra], axis=1)
    result = gpd.GeoDataFrame(table, geometry=placed.geometry.to_numpy(), crs=placed.crs)
    return with_notices(result.set_index(schema.key), *notices_of(frame))


def table_problems(
    rows: pd.DataFrame, fields: Sequence[Field], key: Sequence[str]
) -> list[Message]:
    """Say what is wrong with the rows of a table that is no layer, each problem with its row."""
    there = [str(column) for column in rows]
    problems = duplicates(rows, key) if key and set(key) <= set(there) else []
    for field in fields:
        if field.name not in rows:
            if field.required:
                problems.append(Message("schema.missing", column=field.name, there=there))
            continue
        raw = rows[field.name]
        if field.required and raw.isna().any():
            problems.append(_empty(field, raw.isna()))
        if _fits(raw, field):  # as a rule, and then nothing need be said
            continue
        _, misfit = _converted(raw, field)
        if misfit.any():
            row = int(misfit.to_numpy().argmax()) + 1
            wrong = _examples(raw[misfit].unique())
            said = {"column": field.name, "values": wrong, "wanted": _wanted(field)}
            problems.append(Message("schema.misfit_row", row=row, **said))
    return problems


def unknown_references(
    rows: pd.DataFrame, reference: Reference, known: pd.DataFrame
) -> list[Message]:
    """Say which words of a column are keys of no row of the table that it refers to."""
    words = words_in(rows[reference.field], reference.separator)
    odd = words[~words.isin(known[reference.key].astype(str))]
    if odd.empty:
        return []
    row = int(rows.index.get_indexer(odd.index)[0]) + 1
    values = _examples(odd.unique())
    said = {"column": reference.field, "values": values, "table": reference.table}
    return [Message("schema.no_reference", row=row, key=reference.key, **said)]


def duplicates(rows: pd.DataFrame, key: Sequence[str]) -> list[Message]:
    """Say which keys stand in more than one row."""
    if len(key) == 1 and pd.api.types.is_integer_dtype(rows[key[0]].dtype):
        again = rows[key[0]].dropna().duplicated()
        if not again.any():  # as a rule, and then nobody needs to see them as texts
            return []
    known = rows[list(key)].notna().all(axis=1)
    ids = _as_text(rows[key[0]])
    for name in key[1:]:
        ids = ids + " " + _as_text(rows[name])
    ids = ids[known]
    twice = ids[ids.duplicated()].unique()
    if not len(twice):
        return []
    return [Message("schema.duplicate", key=" + ".join(key), values=_examples(twice))]


OF_CBS = {"code": ("statcode", "gemeentecode"), "name": ("statnaam", "gemeentenaam")}
"""What columns of gemeenten are called in files of CBS and PDOK."""


def _named_columns(rows: pd.DataFrame, schema: LayerSchema) -> pd.DataFrame:
    """Give columns the schema's names, whatever their case; ``id`` stands for the key.

    Columns that a GeoPackage makes itself are left out, and so are those that differ
    from a kept one in nothing but case: no file could hold both.
    """
    known = {field.name.lower(): field.name for field in schema.fields}
    given = {str(column).lower() for column in rows.columns}
    if schema.key == "code" and not given & {"code", "id"}:
        known |= {
            other: name for name, others in OF_CBS.items() for other in others if name not in given
        }
    exact = {str(column) for column in rows.columns}
    names: dict[str, str] = {}
    for column in map(str, rows.columns):
        lower = column.lower()
        name = known.get(lower, column)
        if lower == "id" and not any(other.lower() == schema.key.lower() for other in exact):
            name = schema.key
        clash = name.lower() in {other.lower() for other in names.values()}
        if lower not in RESERVED and not clash and (name == column or name not in exact):
            names[column] = name
    return rows[list(names)].rename(columns=names)


def _single_points(frame: gpd.GeoDataFrame, schema: LayerSchema) -> gpd.GeoDataFrame:
    """Unpack multi-points of one point, as some programs save points."""
    if schema.geometry_types != ("Point",):
        return frame
    shapes = frame.geometry.to_numpy()
    single = (shapely.get_type_id(shapes) == MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    if not single.any():
        return frame
    unpacked = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    return frame.set_geometry(gpd.GeoSeries(unpacked, index=frame.index, crs=frame.crs))


def _geometry_problems(frame: gpd.GeoDataFrame, schema: LayerSchema, grid: Grid) -> list[Message]:
    """Say what is missing, of another type, not valid, or not where degrees can be."""
    problems = []
    geometry = frame.geometry
    missing = geometry.isna() | geometry.is_empty
    if missing.any():
        problems.append(Message("schema.no_geometry", rows=_rows(missing)))
    wrong = ~missing & ~geometry.geom_type.isin(schema.geometry_types)
    if wrong.any():
        types = {"found": sorted(set(geometry.geom_type[wrong])), "wanted": schema.geometry_types}
        problems.append(Message("schema.wrong_geometry", rows=_rows(wrong), **types))
    invalid = ~missing & ~geometry.is_valid
    if invalid.any():
        reason = shapely.is_valid_reason(geometry[invalid].iloc[0])
        problems.append(Message("schema.invalid_geometry", rows=_rows(invalid), reason=reason))
    present = geometry[~missing]
    if frame.crs is not None and frame.crs.is_geographic and len(present):
        bounds = present.bounds
        x, y = bounds["minx"].to_numpy(), bounds["miny"].to_numpy()
        far = np.maximum(np.abs(x), np.abs(y))
        most = far.max()
        if len(x) > 1 and looks_swapped_deg(x, y, grid):
            problems.append(Message("schema.swapped"))
        elif (far > MOST_DEGREES).all():
            problems.append(Message("schema.no_degrees", most=f"{most:.0f}"))
    return problems


def _clean_ids(raw: pd.Series) -> pd.Series:
    """Take blanks around ids away; one of blanks alone is missing."""
    if not (raw.dtype == object or isinstance(raw.dtype, pd.StringDtype)):
        return raw
    stripped = raw.map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    return stripped.astype(object).where(stripped.notna() & (stripped != ""), None)


def _odd_signs(ids: pd.Series, key: str) -> list[Message]:
    """Say which ids hold signs that cannot be printed."""
    odd = ids.map(lambda cell: isinstance(cell, str) and not cell.isprintable())
    if not odd.any():
        return []
    return [Message("schema.unprintable", key=key, values=_examples([ascii(x) for x in ids[odd]]))]


def _typed_column(
    rows: pd.DataFrame, field: Field, there: list[str]
) -> tuple[pd.Series, list[Message]]:
    """Make a column of the schema out of what the rows have."""
    if field.name not in rows:
        if field.required:
            missing = Message("schema.missing", column=field.name, there=there)
            return pd.Series(index=rows.index, dtype=object), [missing]
        if field.default_field is not None and field.default_field in rows:
            return _as_text(rows[field.default_field]), []
        return pd.Series(field.default, index=rows.index), []
    raw = rows[field.name]
    if raw.isna().any():  # a blank cell is a missing value: it takes the same default
        if field.default is not None:
            raw = raw.fillna(field.default)
        elif field.default_field is not None and field.default_field in rows:
            raw = raw.fillna(_as_text(rows[field.default_field]))
    if not raw.isna().any() and _fits(raw, field):  # as a rule: it was read in its type
        return raw.astype(OF_LAYER[field.kind]), []
    problems = [_empty(field, raw.isna())] if field.required and raw.isna().any() else []
    column, misfit = _converted(raw, field)
    if misfit.any():
        values = raw[misfit].unique()
        wrong = {"values": _examples(values), "wanted": _wanted(field)}
        unsure = field.kind in {"integer", "number"} and all(
            isinstance(value, str) and UNSURE.fullmatch(value.strip()) for value in values
        )
        key = "schema.thousands" if unsure else "schema.misfit"
        problems.append(Message(key, column=field.name, **wrong))
    return column, problems


def _converted(raw: pd.Series, field: Field) -> tuple[pd.Series, pd.Series]:
    """Convert a column to its type; say which filled rows do not fit."""
    filled = raw.notna()
    if field.kind == "string":
        column = raw.astype(object).where(~filled, _as_text(raw))
        fits = filled
        if field.choices:  # of many cells few differ
            known = [one for one in column.unique() if _are_known(one, field)]
            fits = column.isin(known)
        return column.where(filled, "").astype(str), filled & ~fits
    if raw.dtype == bool and field.kind == "boolean":
        return raw.copy(), ~filled
    if field.kind == "boolean":
        words = raw.astype(str).str.strip().str.lower()
        fits = words.isin({"true", "false", "1", "0", "1.0", "0.0"})
        return words.isin({"true", "1", "1.0"}), filled & ~fits
    if pd.api.types.is_datetime64_any_dtype(raw):
        return raw, filled
    numbers = _numbers(raw, whole=field.kind == "integer")
    misfit = filled & (numbers.isna() | (numbers.abs() > WHOLE_IN_FLOAT64))
    if field.kind == "integer":
        misfit |= numbers.notna() & (numbers % 1 != 0)
    if field.minimum is not None:
        misfit |= numbers < field.minimum
    if field.maximum is not None:
        misfit |= numbers > field.maximum
    misfit = misfit.astype("boolean").fillna(value=False).astype(bool)
    if field.kind == "integer" and not numbers.isna().any() and not misfit.any():
        numbers = numbers.astype("int64")
    return numbers, misfit


def _fits(raw: pd.Series, field: Field) -> bool:
    """Tell soon that all cells fit a column, where it was read in its type; in doubt, no."""
    if field.kind == "string" and isinstance(raw.dtype, pd.StringDtype):
        return not field.choices or all(_are_known(one, field) for one in raw.dropna().unique())
    if field.kind == "boolean":
        return isinstance(raw.dtype, pd.BooleanDtype)
    kinds: dict[str, Any] = {"number": np.dtype(float), "integer": pd.Int64Dtype()}
    if field.kind not in kinds or raw.dtype != kinds[field.kind]:
        return False
    numbers = raw.dropna().to_numpy()
    most = WHOLE_IN_FLOAT64 if field.maximum is None else min(WHOLE_IN_FLOAT64, field.maximum)
    least = -WHOLE_IN_FLOAT64 if field.minimum is None else max(-WHOLE_IN_FLOAT64, field.minimum)
    return bool(((numbers >= least) & (numbers <= most)).all())


def _numbers(raw: pd.Series, *, whole: bool) -> pd.Series:
    """Read numbers, as people type them where they are text; NaN where one is in doubt."""
    if not (raw.dtype == object or isinstance(raw.dtype, pd.StringDtype)):
        return pd.to_numeric(raw, errors="coerce")
    read = read_numbers(list(raw), whole=whole)
    return pd.Series(np.array(read, dtype=float), index=raw.index)


def _are_known(cell: object, field: Field) -> bool:
    """Tell whether a cell holds nothing but words that its column may hold."""
    words = str(cell).split(field.separator) if field.separator else [cell]
    return all(word in field.choices for word in words)


def _as_text(raw: pd.Series) -> pd.Series:
    """Numbers read from a file as ids: 7701.0 is the text "7701"."""
    filled = raw.dropna() if pd.api.types.is_float_dtype(raw) else None
    if filled is not None and (filled % 1 == 0).all() and (filled.abs() <= WHOLE_IN_FLOAT64).all():
        return raw.astype("Int64").astype(str)
    return raw.astype(str)


def _wanted(field: Field) -> Message:
    """Say what a column should hold."""
    if field.choices:
        return Message("schema.choice", choices=field.choices)
    kind = Message(f"schema.{field.kind}")
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return Message("schema.between", kind=kind, low=low, high=high)
    if low is not None:
        return Message("schema.least", kind=kind, low=low)
    return kind if high is None else Message("schema.most", kind=kind, high=high)


def _empty(field: Field, blank: pd.Series) -> Message:
    return Message("schema.empty", column=field.name, rows=_rows(blank))


def _rows(mask: pd.Series) -> Message:
    """Say how many rows, and which is the first."""
    first = int(mask.to_numpy().argmax()) + 1
    return Message("schema.rows", count=int(mask.sum()), first=first)


def _examples(values: Sequence[object] | Any) -> Message:  # noqa: ANN401 - pandas arrays
    """Name the first few values."""
    shown, more = [str(value) for value in values[:MAX_EXAMPLES]], len(values) - MAX_EXAMPLES
    if more > 0:
        return Message("schema.examples_more", values=shown, more=more)
    return Message("schema.examples", values=shown)


def make_layer(
    area: Area, name: str, raw: gpd.GeoDataFrame, source: str | Message
) -> gpd.GeoDataFrame:
    """Make a valid layer of raw rows with a geometry.

    Parameters
    ----------
    area : Area
        The area.
    name : str
        Name of the layer.
    raw : geopandas.GeoDataFrame
        Rows in any CRS.
    source : str or Message
        Where they are from, for messages.

    Returns
    -------
    geopandas.GeoDataFrame
        In the area's CRS, ids in an index named after the layer's key.

    Raises
    ------
    ArgumentError
        If there is no such layer.
    CrsError
        If the rows have no CRS.
    LayerError
        If the rows break the layer's promise; all problems in one message.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> raw = gpd.GeoDataFrame({"id": ["a", "a"]}, geometry=[Point(164e3, 465e3)] * 2,
    ...     crs="EPSG:28992")
    >>> make_layer(area, "places", raw, "my points")
    Traceback (most recent call last):
    drenthe_geo.errors.LayerError: layer 'places' from my points has 2 problems: \
(1) duplicate pc4: 'a'; (2) column 'population' is missing (there is: id).
    """
    return validate(raw, area.schema(name), source, grid=area.facts.grid)
