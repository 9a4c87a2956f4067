const NO_TILES =
  "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png";

/** How near to a sign one must point, in pixels. */
const NEAR = 16;

/** How far a map is zoomed in at least on what a search found. */
const NEAR_ZOOM = 11;

/** @typedef {{ thing: Thing; radius: number; fill: string; edge: string; width: number }} Sign */

/** A map of the page: ground, a picture of cells, areas, signs, names. */
class PageMap {
  /** @param {HTMLElement} root @param {Base} base @param {boolean} dark */
  constructor(root, base, dark) {
    this.base = base;
    this.root = root;
    /** @type {Sign[]} */
    this.signs = [];
    /** @type {(thing: Thing | null, at: Lonlat) => void} */
    this.onPick = () => {};
    /** @type {(at: Lonlat) => string} what stands in the hint over ground without a sign */
    this.hintOf = () => "";
    /** @type {(thing: Thing) => string} */
    this.hintOfThing = (thing) => thing.name;
    this.canvas = document.createElement("canvas");
    this.canvas.width = this.canvas.height = 1;
    /** Whether the first view stands: what moves later is the reader's. */
    this.settled = false;
    /** @type {Lonlat | null} */
    this.chosen = null;
    this.map = new maplibregl.Map({
      container: root,
      style: this.style(dark),
      bounds: base.box,
      fitBoundsOptions: { padding: 24 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 16,
      minZoom: 6,
      fadeDuration: 0,
      canvasContextAttributes: { preserveDrawingBuffer: true },
      locale: { "Map.Title": say("map_help"), "NavigationControl.ZoomIn": say("zoom_in"),
        "NavigationControl.ZoomOut": say("zoom_out") },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 120 }), "bottom-left");
    this.labels = new Labels(root, this.map);
    this.hint = el("div", { class: "hint", hidden: true });
    root.append(this.hint);
    this.listen();
    /** @type {Promise<void>} when more can be laid on it: what is comes with the first picture */
    this.ready = new Promise((done) => this.map.once("style.load", () => done()));
    /** @type {Promise<void>} when it shows all */
    this.drawn = new Promise((done) => this.map.once("load", () => {
      this.settled = true;
      done();
    }));
  }

  /** @param {boolean} dark */
  style(dark) {
    const inks = this.base.inks[dark ? "dark" : "light"];
    const source = (/** @type {Collection | undefined} */ data) => ({
      type: "geojson", data: data ?? { type: "FeatureCollection", features: [] },
    });
    const { base } = this;
    /** @param {string} id @param {string} from @param {any} ink @param {any} more */
    const line = (id, from, ink, more) => ({ id, type: "line", source: from,
      layout: { "line-join": "round" }, paint: { "line-color": ink, ...more } });
    const empty = source(undefined);
    return {
      version: 8,
      sources: { neighbours: source(base.neighbours), outline: source(base.outline),
        gemeenten: source(base.gemeenten), motorways: source(base.motorways),
        railways: source(base.railways), roads_end: source(base.roads_end), areas: empty, lines: empty, dots: empty, stations: empty, signs: empty, chosen: empty },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": inks.water } },
        { id: "around", type: "fill", source: "neighbours",
          paint: { "fill-color": inks.land, "fill-antialias": false } },
        line("edges", "neighbours", inks.edge, { "line-width": 1 }),
        { id: "own", type: "fill", source: "outline",
          paint: { "fill-color": inks.own, "fill-antialias": false } },
        { id: "areas", type: "fill", source: "areas",
          paint: { "fill-color": ["get", "fill"], "fill-opacity": ["get", "opacity"] } },
        line("gemeenten", "gemeenten", inks.gemeente, { "line-width": 0.8, "line-dasharray": [4, 3] }),
        line("roads_end", "roads_end", inks.gemeente, { "line-width": 1, "line-dasharray": [2, 3] }),
        line("motorways", "motorways", roadInk(inks), { "line-width": 1.1, "line-opacity": 0.75 }),
        line("railways", "railways", inks.railway, { "line-width": 1.3 }),
        line("outline", "outline", inks.outline, { "line-width": 1.4 }),
        line("lines", "lines", ["get", "ink"], { "line-width": ["get", "width"], "line-opacity": 0.9 }),
        { id: "dots", type: "circle", source: "dots", layout: { "circle-sort-key": ["get", "order"] },
          paint: { "circle-color": ["get", "ink"], "circle-radius": ["interpolate", ["linear"], ["zoom"],
            8, ["get", "size"], 12, ["*", 3, ["get", "size"]]] } },
        { id: "signs", type: "circle", source: "signs", layout: { "circle-sort-key": ["get", "order"] },
          paint: { "circle-radius": ["get", "radius"], "circle-color": ["get", "fill"],
            "circle-stroke-color": ["get", "edge"], "circle-stroke-width": ["get", "width"] } },
        { id: "stations", type: "circle", source: "stations",
          paint: { "circle-radius": ["get", "radius"], "circle-color": ["get", "fill"],
            "circle-stroke-color": ["get", "edge"], "circle-stroke-width": ["get", "width"] } },
        { id: "chosen", type: "circle", source: "chosen",
          paint: { "circle-radius": 11, "circle-opacity": 0, "circle-stroke-color": inks.ink,
            "circle-stroke-width": 2.5 } },
      ],
    };
  }

  /** Lay the picture of cells on the map, once. @param {Frame} frame @param {number} [opacity] */
  addPicture(frame, opacity = 0.85) {
    this.frame = frame;
    this.opacity = opacity;
    if (this.map.getSource("cells")) return;
    this.map.addSource("cells", { type: "canvas", canvas: this.canvas, coordinates: corners(frame),
      animate: false });
    this.map.addLayer({ id: "cells", type: "raster", source: "cells",
      paint: { "raster-opacity": opacity, "raster-fade-duration": 0, "raster-resampling": "linear" } },
    "gemeenten");
  }

  /** Show what was painted on the picture since. */
  painted() {
    const source = this.map.getSource("cells");
    source?.play();
    source?.pause();
    this.map.triggerRepaint();
  }

  /** @param {Sign[]} signs */
  setSigns(signs) {
    this.signs = signs;
    this.setData("signs", signs.map(({ thing, radius, fill, edge, width }, order) =>
      pointOf(thing.at, { radius, fill, edge, width, order })));
  }

  /** @param {Lonlat | null} at */
  setChosen(at) {
    this.chosen = at;
    this.setData("chosen", at ? [pointOf(at, {})] : []);
  }

  /** Bring what was chosen into view, if it is out of it. */
  toChosen() {
    requestAnimationFrame(() => {
      if (this.chosen && !this.map.getBounds().contains(this.chosen)) {
        this.map.easeTo({ center: this.chosen, duration: 400 });
      }
    });
  }

  /** Bring a place to the middle, near enough to see what is around it. @param {Lonlat} at */
  goTo(at) {
    requestAnimationFrame(() => {
      this.map.easeTo({ center: at, zoom: Math.max(this.map.getZoom(), NEAR_ZOOM), duration: 400 });
    });
  }

  /** @param {string} source @param {any[]} features */
  setData(source, features) {
    this.map.getSource(source)?.setData({ type: "FeatureCollection", features });
  }

  /** Show or hide the background map, the one thing that is fetched. @param {boolean} on */
  setTiles(on) {
    if (on && !this.map.getSource("tiles")) {
      this.map.addSource("tiles", { type: "raster", tiles: [NO_TILES], tileSize: 256, maxzoom: 19 });
      this.map.addLayer({ id: "tiles", type: "raster", source: "tiles" }, "areas");
    }
    if (this.map.getLayer("tiles")) {
      this.map.setLayoutProperty("tiles", "visibility", on ? "visible" : "none");
    }
    if (this.map.getLayer("cells")) {
      this.map.setPaintProperty("cells", "raster-opacity", on ? 0.6 : this.opacity);
    }
  }

  /** @param {boolean} dark */
  setDark(dark) {
    const inks = this.base.inks[dark ? "dark" : "light"];
    const set = (/** @type {string} */ id, /** @type {string} */ name, /** @type {string} */ ink) =>
      this.map.setPaintProperty(id, name, ink);
    set("ground", "background-color", inks.water);
    set("around", "fill-color", inks.land);
    set("edges", "line-color", inks.edge);
    set("own", "fill-color", inks.own);
    set("gemeenten", "line-color", inks.gemeente);
    set("roads_end", "line-color", inks.gemeente);
    this.map.setPaintProperty("motorways", "line-color", roadInk(inks));
    set("railways", "line-color", inks.railway);
    set("outline", "line-color", inks.outline);
    set("chosen", "circle-stroke-color", inks.ink);
  }

  /** @param {{ x: number; y: number }} point @returns {Thing | null} */
  thingAt(point) {
    let [best, found] = [NEAR, /** @type {Thing | null} */ (null)];
    for (const { thing, radius } of this.signs) {
      const { x, y } = this.map.project(thing.at);
      const off = Math.hypot(x - point.x, y - point.y) - radius;
      if (off < best) [best, found] = [off, thing];
    }
    return found;
  }

  listen() {
    this.map.on("click", (/** @type {any} */ event) =>
      this.onPick(this.thingAt(event.point), [event.lngLat.lng, event.lngLat.lat]));
    this.map.on("mousemove", (/** @type {any} */ event) => {
      const thing = this.thingAt(event.point);
      const text = thing ? this.hintOfThing(thing) : this.hintOf([event.lngLat.lng, event.lngLat.lat]);
      this.hint.hidden = text === "";
      this.hint.textContent = text;
      const left = Math.min(event.point.x + 14, this.root.clientWidth - this.hint.offsetWidth - 8);
      this.hint.style.transform = `translate(${left}px, ${event.point.y + 14}px)`;
      this.map.getCanvas().style.cursor = thing ? "pointer" : "";
    });
    this.map.on("mouseout", () => { this.hint.hidden = true; });
  }
}

/** Main roads without a number are no motorways. @param {Palette} inks @returns {any} */
function roadInk(inks) {
  return ["match", ["get", "kind"], "main", inks.gemeente, inks.motorway];
}

/** @param {Lonlat} at @param {Record<string, unknown>} properties */
function pointOf(at, properties) {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: at } };
}
