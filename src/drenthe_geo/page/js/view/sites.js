/** @typedef {{ rank: number | null; score: number | null; low: number | null; high: number | null; role: string; first?: number | null; points?: Record<string, number> }} Scored */
/** @typedef {{ id: string; name: string; at: Lonlat }} Site */
/** @typedef {{ services: { id: string; name: string }[]; service: string; table: string; sites: Site[]; places: (Site & { in: string })[]; scores: Record<string, Record<string, Scored>>; criteria: { id: string; title: string }[]; steps: number[]; reach?: Collection; first?: string; surface?: { frame: Frame; cells: Packed; parts: number; out: number }; fresh?: { name: string; at: Lonlat; score: number }[] }} SitesData */

/**
 * Sites in order for a service: the pages of suggest and overview.
 * `page.rank?.(scores)` shows another order: that of weights that a reader tries.
 */
class SitesView {
  /** @param {Page} page @param {SitesData} data */
  constructor(page, data) {
    this.page = page;
    this.data = data;
    this.state = page.state;
    this.inks = /** @type {View} */ (page.content.view).base.inks;
    /** @type {Record<string, Scored> | null} */
    this.other = null;
    /** @type {Map<string, Thing>} */
    this.things = new Map();
    data.sites.forEach((one) => this.things.set(`site:${one.id}`, { key: `site:${one.id}`, name: one.name,
      kind: "site", at: one.at, weight: 1 }));
    data.fresh?.forEach((one, at) => this.things.set(`fresh:${at}`, { key: `fresh:${at}`,
      name: say("new_near", { name: one.name }), kind: "new_place", at: one.at, weight: 0 }));
    data.places.forEach((one) => this.things.set(`place:${one.id}`, { key: `place:${one.id}`, name: one.name,
      kind: "place", at: one.at, weight: -1, also: one.id }));
    this.state.begin({ service: data.service, layer: data.surface ? "surface" : data.reach ? "reach" : "" });
  }

  /** @returns {Record<string, Scored>} of the service that is shown */
  scores() {
    return this.other ?? this.data.scores[this.state.get("service")] ?? {};
  }

  async start() {
    const { map } = this.page;
    const { surface } = this.data;
    this.cells = surface ? await unpack(surface.cells) : null;
    this.controls();
    if (map) {
      await map.ready;
      if (surface && this.cells) {
        map.addPicture(surface.frame, 0.8);
        paintCells(map.canvas, surface.frame, (cell) => this.inkOf(this.cells?.[cell] ?? FAR));
        map.painted();
      }
      map.onPick = (thing) => this.state.set({ sel: thing?.key ?? "" });
      map.hintOf = (at) => this.hintAt(at);
      map.hintOfThing = (thing) => this.hintOfThing(thing);
    }
    this.page.rank = (scores) => {
      if (!scores && !this.other) return;
      this.other = scores;
      this.show();
      this.describe();
    };
    this.state.subscribe((changed) => this.update(changed));
    this.update(new Set(["service", "layer", "sel", "tiles"]));
  }

  /** @param {Set<string>} changed */
  update(changed) {
    if (changed.has("service")) {
      this.other = null;
      this.show();
    }
    if (changed.has("layer")) this.layer();
    if (changed.has("sel") || changed.has("service")) this.describe();
    if (changed.has("tiles")) this.page.map?.setTiles(this.state.get("tiles") === "1");
  }

  controls() {
    const { data, state } = this;
    this.legend = el("div", { class: "legendbox" });
    this.list = el("ol", { class: "things ranking", id: "ranking", "aria-label": say("ranking") });
    /** @type {[string, string][]} */
    const layers = [];
    if (data.surface) layers.push(["surface", say("surface")]);
    if (data.reach) layers.push(["reach", say("reach_first")]);
    layers.push(["none", say("nothing")]);
    this.ofAnswer = layers.length > 1 ? el("p", { class: "quiet moved" }, say("colours_of_answer")) : null;
    byId("side")?.append(
      ...(data.services.length > 1 ? [menu(say("service"), data.services.map((one) => [one.id, one.name]),
        "service", state).box] : []),
      ...(layers.length > 1 ? [segments(say("show"), layers, "layer", state)] : []),
      this.legend, ...(this.ofAnswer ? [this.ofAnswer] : []),
      el("div", {}, el("h2", { class: "small" }, say("ranking")), this.list),
      ...tilesToggle(this.page, state),
      searchBox([...this.things.values()], state, this.page.map));
    noDetails();
  }

  /** @param {number} value of a cell of the surface */
  inkOf(value) {
    const surface = /** @type {NonNullable<SitesData["surface"]>} */ (this.data.surface);
    if (value === FAR) return 0;
    if (value === surface.out) return colourOf(this.inks.styles["excluded"]?.color ?? "#d9d4cb", 0.8);
    return colourOf(this.scoreInk(value / surface.parts));
  }

  /** @param {number} score */
  scoreInk(score) {
    const above = this.data.steps.findIndex((one) => score <= one);
    const { scores } = this.inks;
    return scores[above === -1 ? scores.length - 1 : above] ?? "#888888";
  }

  layer() {
    const layer = this.state.get("layer");
    const { map } = this.page;
    if (map?.map.getLayer("cells")) {
      map.map.setLayoutProperty("cells", "visibility", layer === "surface" ? "visible" : "none");
    }
    const { reach } = this.data;
    map?.setData("areas", layer === "reach" && reach ? reach.features.map((one) => ({ ...one,
      properties: { fill: minuteInk(this.inks, one.properties.minutes), opacity: 0.75 } })) : []);
    /** @type {[HTMLElement, string][]} */
    let rows = [];
    if (layer === "surface") {
      const { steps } = this.data;
      rows = this.inks.scores.slice(0, steps.length + 1).map((ink, at) => [swatch(ink),
        at === 0 ? say("score_up_to", { n: num(steps[0] ?? 0, 1) })
          : at === steps.length ? say("score_over", { n: num(steps[at - 1] ?? 0, 1) })
            : say("score_between", { low: num(steps[at - 1] ?? 0, 1), high: num(steps[at] ?? 0, 1) })]);
      rows.push([swatch(this.inks.styles["excluded"]?.color ?? "#d9d4cb"), say("left_out")]);
    } else if (layer === "reach" && reach) {
      rows = [...reach.features].reverse().map((one) => [swatch(minuteInk(this.inks, one.properties.minutes)),
        say("up_to", { n: num1(one.properties.minutes) })]);
    }
    const sign = this.inks.styles;
    const roles = Object.values(this.scores()).map((one) => one.role);
    if (roles.some((one) => one !== "own")) rows.push([swatch(sign["candidate"]?.color ?? "#b3261e", "dot"), say("ranked")]);
    if (roles.includes("own")) rows.push([swatch(sign["candidate_own"]?.color ?? "#5b2a86", "dot"), say("ranked_own")]);
    rows.push([swatch(sign["candidate_out"]?.color ?? "#8a8378", "dot"), say("drops_out")]);
    if (this.data.fresh?.length) rows.push([swatch(sign["new_place"]?.color ?? "#111", "dot"), say("new_place")]);
    this.legend?.replaceChildren(legendOf(rows));
  }

  /** Ids in order, those without a rank last. */
  order() {
    const scores = this.scores();
    const rank = (/** @type {string} */ id) => scores[id]?.rank ?? Infinity;
    return Object.keys(scores).sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  }

  show() {
    const scores = this.scores();
    noteMoved(this.other !== null);
    if (this.ofAnswer) this.ofAnswer.hidden = this.other === null;
    const order = this.order();
    const named = new Map(this.data.sites.map((one) => [one.id, one]));
    this.list?.replaceChildren(...order.map((id) => {
      const one = scores[id];
      const out = (one?.rank ?? null) === null;
      return el("li", {}, el("button", { type: "button", class: out ? "out" : "",
        onclick: () => this.state.set({ sel: `site:${id}` }) },
      el("span", { class: "title", title: named.get(id)?.name ?? id },
        el("b", {}, out ? "–" : `${one?.rank}`), " ", named.get(id)?.name ?? id),
      el("span", { class: "quiet" }, (one?.score ?? null) === null ? say("drops_out") : num(one?.score ?? 0, 2))));
    }));
    const { map } = this.page;
    if (!map) return;
    const { styles } = this.inks;
    /** @type {Sign[]} */
    const signs = [];
    for (const thing of this.things.values()) {
      if (thing.kind === "new_place") {
        signs.push({ thing, radius: 5.5, fill: styles["new_place"]?.color ?? "#111111", edge: "#ffffff", width: 1.5 });
      }
    }
    for (const id of [...order].reverse()) {
      const thing = this.things.get(`site:${id}`);
      const ranked = (scores[id]?.rank ?? null) !== null;
      const own = scores[id]?.role === "own";
      const style = styles[ranked ? (own ? "candidate_own" : "candidate") : "candidate_out"];
      if (thing) signs.push({ thing, radius: ranked ? 10 : 5.5, fill: style?.color ?? "#b3261e", edge: "#ffffff", width: 1.6 });
    }
    map.setSigns(signs);
    const base = /** @type {View} */ (this.page.content.view).base;
    map.labels.show([
      ...order.flatMap((id) => {
        const site = named.get(id);
        const rank = scores[id]?.rank ?? null;
        if (!site) return [];
        const name = { text: site.name, at: site.at, rank: rank === null ? 40 : rank, kind: "station", gap: 6,
          ...(rank === null ? {} : { number: `${rank}` }) };
        return rank === null ? [{ ...name, below: 9.5 }]
          : [{ text: `${rank}`, at: site.at, rank: -1000 + rank, kind: "badge" }, name];
      }),
      ...base.names.map((one) => ({ text: one.name, at: one.at, rank: 50 + one.rank - one.people / 1e7,
        kind: `town rank${one.rank}` })),
    ]);
  }

  /** @param {Lonlat} at */
  hintAt(at) {
    const { surface } = this.data;
    if (!surface || !this.cells || this.state.get("layer") !== "surface") return "";
    const cell = cellAt(surface.frame, at);
    const value = cell < 0 ? FAR : (this.cells[cell] ?? FAR);
    if (value === FAR) return "";
    return value === surface.out ? say("left_out") : say("score_n", { n: num(value / surface.parts, 2) });
  }

  /** @param {Thing} thing */
  hintOfThing(thing) {
    const one = this.scores()[thing.key.slice(5)];
    return (one?.score ?? null) === null ? thing.name : `${one?.rank ?? "–"} · ${thing.name} · ${num(one?.score ?? 0, 2)}`;
  }

  describe() {
    const thing = this.things.get(this.state.get("sel"));
    this.page.map?.setChosen(thing?.at ?? null);
    const close = () => this.state.set({ sel: "" });
    if (!thing) return noDetails();
    const id = thing.key.slice(thing.key.indexOf(":") + 1);
    if (thing.kind === "place") {
      const place = this.data.places.find((one) => one.id === id);
      return showDetails(thing.name, [say("place"), id, place?.in].filter(Boolean).join(" · "), [], close);
    }
    if (thing.kind === "new_place") {
      const fresh = this.data.fresh?.[Number(id)];
      return showDetails(thing.name, say("new_place"), [el("p", {}, say("score_n", { n: num(fresh?.score ?? 0, 2) })),
        el("p", { class: "quiet" }, say("new_place_text"))], close);
    }
    return showDetails(thing.name, say("site"), [...this.facts(id)], close);
  }

  /** What the weights of a reader make of a site, by the columns of the table. @param {string} id @returns {Record<string, number | null> | null} */
  moved(id) {
    const one = this.other?.[id];
    if (!one) return null;
    return { rank: one.rank, score: one.score, score_low: one.low, score_high: one.high, first: one.first ?? null };
  }

  /** What the table says of a site. @param {string} id */
  facts(id) {
    const table = CONTENT.tables.find((one) => one.name === this.data.table);
    if (!table) return [];
    const column = (/** @type {string} */ name) => table.heads.findIndex((one) => one.name === name);
    const row = table.rows.find((one) => one[column("site")] === id &&
      one[column("service")] === this.state.get("service"));
    const moved = this.moved(id);
    const said = (/** @type {string} */ name) => {
      const [head, cell] = [table.heads[column(name)], row?.[column(name)] ?? null];
      const value = head && moved && name in moved ? (moved[name] ?? null) : cell;
      return head && value !== null && value !== "" ? [head.head, shownCell(value, head)] : null;
    };
    const main = ["gemeente", "role", "fit", "rank", "score", "score_low", "score_high", "first", "excluded",
      "near_limit", "questions", "dominated_by_name"].map(said).filter((one) => one !== null);
    /** @type {HTMLElement[]} */
    const found = moved ? [el("p", { class: "quiet moved" }, say("moved_panel"))] : [];
    found.push(facts(this.data.services.find((one) => one.id === this.state.get("service"))?.name ?? "",
      [say("what"), say("value")], main));
    const measures = this.data.criteria.flatMap(({ id: name, title }) => {
      const value = said(name);
      const points = this.other?.[id]?.points?.[name];
      const told = points === undefined ? said(`share_${name}`)?.[1] : num(points, 2);
      return value ? [[title, value[1] ?? "", told ?? "–"]] : [];
    });
    if (measures.length) found.push(facts(say("criteria"), [say("criterion"), say("measure"), say("points")], measures));
    const other = this.data.services.flatMap(({ id: service, name }) => {
      const one = (service === this.state.get("service") ? this.scores() : this.data.scores[service])?.[id];
      return one && this.data.services.length > 1
        ? [[name, one.rank === null ? "–" : `${one.rank}`, one.score === null ? say("drops_out") : num(one.score, 2)]] : [];
    });
    if (other.length) found.push(facts(say("services"), [say("service"), say("rank"), say("score")], other));
    return found;
  }
}

registerView({
  name: "sites",
  start: (page) => new SitesView(page, /** @type {SitesData} */ (page.content.view?.data)).start(),
});
