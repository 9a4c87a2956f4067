/** How near stations are: the page of the main job. */
class RunView {
  /** @param {Page} page @param {RunData} data @param {RunModel} model */
  constructor(page, data, model) {
    this.page = page;
    this.state = page.state;
    this.data = data;
    this.model = model;
    this.inks = /** @type {View} */ (page.content.view).base.inks;
    /** @type {Map<string, Thing>} */
    this.things = new Map();
    data.places.forEach((one) => this.things.set(`${one.kind}:${one.id}`, {
      key: `${one.kind}:${one.id}`, name: one.name, kind: one.kind, at: one.at,
      weight: one.kind === "site" ? 1 : (one.people ?? 0),
      also: one.kind === "place" ? one.id : "",
    }));
    data.stations.forEach((one) => this.things.set(`station:${one.id}`, { key: `station:${one.id}`,
      name: one.name, kind: "station", at: one.at, weight: 1e9 - (one.asked ? 0 : 1e8) }));
    this.state.begin({ mode: data.mode, set: data.which, minutes: String(data.cutoffs.at(-1) ?? 30),
      show: "minutes", to: "" });
  }

  async start() {
    this.mode = await this.model.modeOf(this.state.get("mode"));
    this.controls();
    const { map } = this.page;
    if (map) {
      await map.ready;
      map.addPicture(this.data.frame);
      map.onPick = (thing, at) => this.state.set(thing ? { sel: thing.key, spot: "" }
        : { sel: "", spot: at.map((one) => one.toFixed(5)).join(",") });
      map.hintOf = (at) => this.hintAt(at);
      map.hintOfThing = (thing) => this.hintOfThing(thing);
    }
    this.state.subscribe((changed) => this.update(changed));
    await this.update(new Set(["mode", "sel", "tiles"]));
  }

  /** @param {Set<string>} changed */
  async update(changed) {
    if (changed.has("mode")) this.mode = await this.model.modeOf(this.state.get("mode"));
    if (["mode", "set", "minutes", "show", "to"].some((key) => changed.has(key))) {
      this.paint();
      this.count();
    }
    if (["sel", "spot", "mode", "set", "to", "dark"].some((key) => changed.has(key))) this.describe();
    if (changed.has("tiles")) this.page.map?.setTiles(this.state.get("tiles") === "1");
  }

  controls() {
    const { data, state } = this;
    const side = byId("side");
    /** @type {[string, string][]} */
    const modes = data.modes.map((one) => [one.id, one.name]);
    const several = data.stations.some((one) => !one.own || !one.asked);
    this.legend = el("div", { class: "legendbox" });
    this.counts = el("div", { "aria-live": "polite" });
    side?.append(
      segments(say("mode"), modes, "mode", state),
      slider(say("minutes"), { min: 1, max: 90, step: 1 }, "minutes", state,
        (value) => say("minutes_n", { n: num1(value) })),
      ...(several ? [segments(say("stations"), [["own", say("set_own")], ["all", say("set_all")]], "set", state)] : []),
      menu(say("one_station"), [["", say("any_station")], ...data.stations.filter((one) => one.asked)
        .map((one) => /** @type {[string, string]} */ ([one.id, one.name]))], "to", state).box,
      segments(say("show"), [["minutes", say("show_minutes")], ["nearest", say("show_nearest")]], "show", state),
      ...tilesToggle(this.page, state),
      this.counts, this.legend,
      searchBox([...this.things.values()], state, this.page.map));
    noDetails();
  }

  paint() {
    const { mode, data, inks, state } = this;
    if (!mode) return;
    const minutes = state.number("minutes");
    const bands = bandsTo(inks, data.cutoffs, minutes);
    const { steps, which } = this.model.cellsOf(mode);
    const nearest = state.get("show") === "nearest";
    this.steps = steps;
    this.which = which;
    this.tints = nearest ? tintsOf(inks.tints, which, data.frame.columns) : null;
    const perMinute = data.perMinute / data.stepDs;
    const { map } = this.page;
    if (map) {
      if (nearest) {
        paintCells(map.canvas, data.frame, (cell) => {
          const [one, far] = [which[cell] ?? FAR, (steps[cell] ?? FAR) / perMinute > minutes];
          return one === FAR ? 0 : colourOf(this.tint(one), far ? 0.35 : 0.95);
        });
      } else {
        paintMinutes(map.canvas, data.frame, steps, (one) => {
          const band = one === FAR ? undefined : bands.find((some) => one / perMinute <= some.upTo);
          return band ? colourOf(band.color) : 0;
        });
      }
      map.painted();
      this.signs();
    }
    const { styles } = inks;
    /** @type {[HTMLElement, string][]} */
    const rows = nearest
      ? this.model.counting().map((one) => [swatch(this.tint(one)), data.stations[one]?.name ?? ""])
      : bands.map((band) => [swatch(band.color), band.label]);
    rows.splice(14, rows.length, [swatch(styles["station"]?.edge ?? "", "ring"), say("station")]);
    if (data.stations.some((one) => one.intercity)) rows.push([swatch(styles["intercity"]?.edge ?? "", "double"), say("intercity")]);
    this.legend?.replaceChildren(legendOf(rows));
  }

  /** @param {number} station */
  tint(station) {
    return this.tints?.get(station) ?? "#888888";
  }

  signs() {
    const { map } = this.page;
    if (!map) return;
    const counting = new Set(this.model.counting());
    const { styles } = this.inks;
    const dot = styles["candidate_out"]?.color ?? "#888888";
    /** @type {Sign[]} */
    const signs = [];
    for (const thing of this.things.values()) {
      if (thing.kind === "station") continue;
      signs.push({ thing, radius: thing.kind === "site" ? 2.6 : 2, fill: thing.kind === "site" ? "#ffffff" : dot,
        edge: thing.kind === "site" ? dot : "#ffffff", width: thing.kind === "site" ? 1.6 : 0.8 });
    }
    this.data.stations.forEach((one, at) => {
      const thing = this.things.get(`station:${one.id}`);
      const style = styles[one.intercity ? "intercity" : "station"];
      if (thing) {
        signs.push({ thing, radius: counting.has(at) ? (one.intercity ? 6.5 : 5) : 3,
          fill: counting.has(at) ? (style?.color ?? "#fff") : "#cccccc", edge: style?.edge ?? "#222222",
          width: one.intercity ? 2.6 : 1.8 });
      }
    });
    map.setSigns(signs);
    const base = /** @type {View} */ (this.page.content.view).base;
    const stations = this.data.stations.map((one, at) => ({ text: one.name, at: one.at,
      rank: counting.has(at) ? 0 : 40, kind: "station", below: counting.has(at) ? 0 : 9.5 }));
    const taken = new Set(stations.filter((one) => one.rank === 0).map((one) => one.text));
    map.labels.show([...stations,
      ...base.names.filter((one) => !taken.has(one.name)).map((one) => ({ text: one.name, at: one.at,
        rank: 10 + one.rank - one.people / 1e7, kind: `town rank${one.rank}` })),
      ...[...this.things.values()].filter((one) => one.kind === "site").map((one) => ({ text: one.name,
        at: one.at, rank: 60, kind: "site", below: 12 }))]);
  }

  count() {
    const { mode, data, state } = this;
    if (!mode) return;
    const limit = state.number("minutes") * data.perMinute;
    const { least, which } = this.model.peopleOf(mode);
    const inside = new Map();
    const nearest = new Map();
    let total = 0;
    least.forEach((time, who) => {
      const [people, station] = [this.model.heads[who] ?? 0, which[who] ?? FAR];
      nearest.set(station, (nearest.get(station) ?? 0) + people);
      if (time > limit) return;
      total += people;
      inside.set(station, (inside.get(station) ?? 0) + people);
    });
    const minutes = num1(state.number("minutes"));
    const rows = this.model.counting().filter((one) => (nearest.get(one) ?? 0) > 0)
      .sort((one, other) => nearest.get(other) - nearest.get(one)).slice(0, 12)
      .map((one) => [data.stations[one]?.name ?? "", num(nearest.get(one) ?? 0), num(inside.get(one) ?? 0)]);
    this.counts?.replaceChildren(
      el("p", { class: "big", id: "within" }, say("people_within", { people: num(total),
        share: percent(this.model.all ? total / this.model.all : 0), n: minutes })),
      ...(rows.length > 1 ? [el("details", {}, el("summary", {}, say("by_station")),
        facts(say("people"), [say("station"), say("nearest"), say("within_n", { n: minutes })], rows))] : []));
  }

  /** @param {number} ds */
  shown(ds) {
    return ds >= NO_ROUTE ? say("no_way") : say("minutes_n", { n: num(ds / this.data.perMinute, 1) });
  }

  /** @param {number} steps */
  shownSteps(steps) {
    const minutes = (steps * this.data.stepDs) / this.data.perMinute;
    return steps >= FAR ? say("no_road") : say("minutes_n", { n: num(minutes, 1) });
  }

  /** @param {Lonlat} at */
  hintAt(at) {
    const cell = cellAt(this.data.frame, at);
    const steps = cell < 0 ? FAR : (this.steps?.[cell] ?? FAR);
    const station = this.data.stations[this.which?.[cell] ?? FAR];
    return steps >= FAR ? "" : [this.shownSteps(steps), station?.name ?? ""].filter(Boolean).join(" · ");
  }

  /** @param {Thing} thing */
  hintOfThing(thing) {
    const point = this.data.places.findIndex((one) => `${one.kind}:${one.id}` === thing.key);
    const first = point >= 0 && this.mode ? this.model.timesOf(this.mode, point)[0] : undefined;
    return first ? `${thing.name} · ${this.shown(first[1])} · ${this.data.stations[first[0]]?.name ?? ""}`
      : thing.name;
  }

  /** The way of a place to its nearest station, where that is what is asked. @param {Thing | undefined} thing */
  routeOf(thing) {
    const asked = this.state.get("mode") === this.data.mode && this.state.get("to") === ""
      && this.state.get("set") === this.data.which;
    return asked && thing?.kind === "place" ? this.data.routes[thing.key.slice(6)] : undefined;
  }

  /** @param {Route | undefined} route */
  showRoute(route) {
    const ink = isDark(this.state) ? "#ffd166" : "#7b1fa2";
    this.page.map?.setData("lines", route && route.line.length > 1 ? [{ type: "Feature",
      properties: { ink, width: 3.2 }, geometry: { type: "LineString", coordinates: route.line } }] : []);
  }

  async describe() {
    const key = this.state.get("sel");
    const spot = this.state.get("spot");
    const thing = this.things.get(key);
    this.page.map?.setChosen(thing?.at ?? (spot ? /** @type {Lonlat} */ (spot.split(",").map(Number)) : null));
    this.showRoute(this.routeOf(thing));
    const close = () => this.state.set({ sel: "", spot: "" });
    if (thing?.kind === "station") return this.describeStation(thing, close);
    if (thing) return this.describePoint(thing, close);
    if (spot) return this.describeSpot(/** @type {Lonlat} */ (spot.split(",").map(Number)), close);
    return noDetails();
  }

  /** @param {Thing} thing @param {() => void} close */
  async describePoint(thing, close) {
    const at = this.data.places.findIndex((one) => `${one.kind}:${one.id}` === thing.key);
    const point = this.data.places[at];
    const every = await Promise.all(this.data.modes.map((one) => this.model.modeOf(one.id)));
    if (!point || this.state.get("sel") !== thing.key) return;
    const name = (/** @type {number} */ one) => this.data.stations[one]?.name ?? "";
    const rows = every.map((mode) => {
      const [[first, time] = [FAR, NO_ROUTE], second] = this.model.timesOf(mode, at);
      const margin = second && second[1] < NO_ROUTE ? `+ ${this.shown(second[1] - time)}` : "–";
      return [mode.name, `${this.shown(time)}`, name(first), second ? `${margin} (${name(second[0])})` : "–"];
    });
    const { mode } = this;
    const [first, second] = mode ? this.model.timesOf(mode, at) : [];
    const either = first && second && mode && second[1] < first[1] * (1 + mode.high);
    const all = mode ? this.model.timesOf(mode, at).slice(0, 12).map(([one, time]) => [name(one), this.shown(time)]) : [];
    showDetails(thing.name, [say(thing.kind), thing.also, point.in].filter(Boolean).join(" · "), [
      ...(point.people === undefined ? [] : [el("p", {}, say("people_n", { n: num(point.people) }))]),
      facts(say("by_mode"), [say("mode"), say("minutes"), say("nearest"), say("margin")], rows),
      ...this.routeText(thing),
      ...(either ? [el("p", { class: "quiet" }, say("contested"))] : []),
      facts(`${say("by_station")}: ${mode?.name ?? ""}`, [say("station"), say("minutes")], all),
      ...(point.snap === undefined ? [] : [el("p", { class: "quiet" }, say("snap", { n: num(point.snap) }))]),
    ], close);
  }

  /** @param {Thing} thing */
  routeText(thing) {
    const route = this.routeOf(thing);
    if (!route) return [];
    const roads = route.roads.map(([number, km]) => `${number} ${num(km, 1)}\u00a0km`).join(", ");
    return [el("p", {}, `${say("route_of")}: ${num(route.km, 1)}\u00a0km${roads ? ` (${roads})` : ""}`)];
  }

  /** @param {Thing} thing @param {() => void} close */
  async describeStation(thing, close) {
    const at = this.data.stations.findIndex((one) => `station:${one.id}` === thing.key);
    const every = await Promise.all(this.data.modes.map((one) => this.model.modeOf(one.id)));
    if (this.state.get("sel") !== thing.key) return;
    const width = this.model.asked + 1;
    const ends = [...new Set([...this.data.cutoffs, this.state.number("minutes")])].sort((one, other) => one - other);
    const rows = at >= this.model.asked ? [] : every.map((mode) => [mode.name, ...ends.map((end) =>
      num(this.model.heads.reduce((sum, people, who) =>
        sum + ((mode.people[who * width + at] ?? 65535) <= end * this.data.perMinute ? people : 0), 0)))]);
    showDetails(thing.name, say(this.data.stations[at]?.intercity ? "intercity" : "station"),
      rows.length ? [facts(`${say("people")}: ${say("within").toLowerCase()}`, [say("mode"), ...ends.map((end) =>
        say("minutes_n", { n: num1(end) }))], rows)] : [], close);
  }

  /** @param {Lonlat} at @param {() => void} close */
  describeSpot(at, close) {
    const { mode, data } = this;
    const cell = cellAt(data.frame, at);
    if (!mode || cell < 0) return noDetails();
    const size = data.frame.columns * data.frame.rows;
    const rows = data.stations.slice(0, this.model.asked)
      .map((one, station) => /** @type {const} */ ([one.name, mode.cells[station * size + cell] ?? FAR]))
      .sort(([, one], [, other]) => one - other).slice(0, 12)
      .map(([name, steps]) => [name, this.shownSteps(steps)]);
    return showDetails(say("spot"), mode.name, [el("p", { class: "quiet" }, say("spot_text")),
      facts(say("by_station"), [say("station"), say("minutes")], rows)], close);
  }
}

registerView({
  name: "run",
  start: async (page) => {
    const data = /** @type {RunData} */ (page.content.view?.data);
    const heads = /** @type {Uint32Array} */ (await unpack(data.people));
    await new RunView(page, data, new RunModel(data, heads, page.state)).start();
  },
});
