"""Collections that a server gives page by page, as PDOK and as ArcGIS do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drenthe_geo.fetch.features import CRS84, CRS_OF
from drenthe_geo.fetch.run import fetch_sources
from tools.serving import Answer, Server, collection, entry, feature, quick, write_sources

RD = CRS_OF + "28992"
COLLECTION = "/ogc/v1/collections/buurten"
ITEMS = f"{COLLECTION}/items"
LAYER = "/arcgis/rest/services/Parks/FeatureServer/0"
TABLE = "/ODataFeed/odata/83582NED/TypedDataSet"
ADDRESSES = {"ogc_features": COLLECTION, "arcgis": LAYER, "odata": TABLE}


def serve(
    server: Server,
    features: list[dict[str, Any]],
    *,
    limit: int = 1000,
    matched: bool = False,
    **said: Any,
) -> None:
    """Serve a collection as PDOK does: pages by a cursor that is no offset."""
    about = {"crs": [CRS84, RD], **said}
    server.routes[COLLECTION] = Answer(json.dumps(about).encode())

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        begin = int(query.get("cursor", "x0")[1:])
        asked = min(int(query["limit"]), limit)
        part = features[begin : begin + asked]
        links = [{"rel": "self", "href": f"{server.address}{ITEMS}?f=json"}]
        if begin + asked < len(features):
            href = f"{ITEMS}?f=json&limit={query['limit']}&cursor=x{begin + asked}"
            links.append({"rel": "next", "href": href})
        crs = {"Content-Crs": f"<{query.get('crs', CRS84)}>"}
        more = {"numberMatched": len(features)} if matched else {}
        made = collection(part, links=links, numberReturned=len(part), **more)
        return Answer(made.body, headers=crs)

    server.routes[ITEMS] = page


def serve_layer(server: Server, features: list[dict[str, Any]], most: int) -> None:
    """Serve a layer as ArcGIS does, with a bound on what a page holds."""
    server.routes[LAYER] = Answer(
        json.dumps({"objectIdField": "FID", "maxRecordCount": most}).encode()
    )

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        if "returnCountOnly" in query:
            return Answer(json.dumps({"count": len(features)}).encode())
        begin, asked = int(query["resultOffset"]), int(query["resultRecordCount"])
        end = min(begin + min(asked, most), len(features))
        more = {"properties": {"exceededTransferLimit": True}} if end < len(features) else {}
        return collection(features[begin:end], **more)

    server.routes[f"{LAYER}/query"] = page


def serve_table(server: Server, features: list[dict[str, Any]], most: int) -> None:
    """Serve a table as OData: rows, and a link to those that follow."""

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        begin = int(query.get("$skip", 0))
        said: dict[str, Any] = {"value": features[begin : begin + most]}
        if begin + most < len(features):
            said["odata.nextLink"] = f"{server.address}{TABLE}?$format=json&$skip={begin + most}"
        return Answer(json.dumps(said).encode())

    server.routes[TABLE] = page


def numbered(count: int, **properties: Any) -> list[dict[str, Any]]:
    """Make features."""
    return [feature(number, **properties) for number in range(count)]


def before(server: Server, path: str, told: Callable[[dict[str, str]], Answer | None]) -> None:
    """Let something be answered before a route is asked."""
    route: Any = server.routes[path]

    def first(query: dict[str, str], headers: dict[str, str]) -> Answer:
        found: Answer = told(query) or route(query, headers)
        return found

    server.routes[path] = first


OF_PAGES = ("cursor", "bbox=", "Offset", "$format")


def pages_asked(server: Server) -> list[str]:
    """List the pages that were asked for."""
    return [one for one in server.paths() if any(part in one for part in OF_PAGES)]


def fetched(server: Server, folder: Path, how: str = "ogc_features", **more: Any) -> bytes:
    """Fetch a collection once; what fails is raised."""
    address = server.address + ADDRESSES[how]
    path = write_sources(folder, entry("b", address, "b.geojson", how, least_mb=0.0))
    fetch_sources(None, folder / "to", sources=path, **{"manners": quick(attempts=1), **more})
    return (folder / "to" / "b.geojson").read_bytes()
