const NO_TIME = 2 ** 32 - 1;
const CUT_OFF = 65535;
const NO_GAIN = 65534;

/** @typedef {{ id: string; name: string; people: number; at: Lonlat }} ScenarioPlace */
/** @typedef {{ trains: { id: string; name: string; own: boolean; at: Lonlat }[]; destination: string; destinations: { id: string; name: string }[]; perMinute: number; gainPerMinute: number; gainZero: number; least: number; ends: number[]; beyond: string; places: ScenarioPlace[]; before: Packed; after: Packed; stations: { names: string[]; before: Packed; after: Packed }; people: { at: Packed; heads: Packed; gains: Packed }; lines: Collection }} ScenarioData */
/** @typedef {{ before: Numbers; after: Numbers; from: Numbers; to: Numbers; gains: Numbers; crowd: Crowd }} Compared */

/** What a scenario changes: the page of scenario. */
class ScenarioView {
  /** @param {Page} page @param {ScenarioData} data @param {Compared} found */
  constructor(page, data, found) {
    this.page = page;
    this.data = data;
    this.found = found;
    this.state = page.state;
    this.inks = /** @type {View} */ (page.content.view).base.inks;
    this.pair = page.map ? new Pair(page.map, page.state, () => isDark(page.state)) : null;
    this.things = data.places.map((one) => ({ key: `place:${one.id}`, name: one.name, kind: "place", at: one.at,
      weight: one.people, also: one.id }));
    this.state.begin({ to: data.destination, show: "gains", split: "50" });
  }

  /** Number of the destination. */
  end() {
    return Math.max(0, this.data.destinations.findIndex((one) => one.id === this.state.get("to")));
  }

  async start() {
    const { map } = this.page;
    this.controls();
    if (map) {
      await map.ready;
      this.prepare(map);
    }
    this.state.subscribe((changed) => this.update(changed));
    await this.update(new Set(["to", "show", "sel", "tiles"]));
  }

  /** @param {PageMap} map */
  prepare(map) {
    map.onPick = (thing) => this.state.set({ sel: thing?.key ?? "" });
    map.hintOfThing = (thing) => this.hint(thing);
    const base = /** @type {View} */ (this.page.content.view).base;
    const { trains } = this.data;
    const named = new Set(trains.filter((one) => one.own).map((one) => one.name));
    map.labels.show([...trains.map((one) => ({ text: one.name, at: one.at, kind: "station",
      ...(one.own ? { rank: 0 } : { rank: 40, below: 9.5 }) })),
      ...base.names.filter((one) => !named.has(one.name)).map((one) => ({ text: one.name, at: one.at,
        rank: 1 + one.rank - one.people / 1e7, kind: `town rank${one.rank}` }))]);
    const { station } = this.inks.styles;
    map.setData("stations", trains.map((one) => pointOf(one.at, { radius: 3.6, fill: station?.color ?? "#ffffff",
      edge: station?.edge ?? "#222222", width: 1.5 })));
  }

  controls() {
    const { data, state } = this;
    this.legend = el("div");
    this.told = el("div", { "aria-live": "polite" });
    byId("side")?.append(
      menu(say("destination"), data.destinations.map((one) => [one.id, one.name]), "to", state).box,
      segments(say("show"), [["gains", say("show_gains")], ["both", say("show_both")]], "show", state),
      this.told, this.legend, ...tilesToggle(this.page, state), searchBox(this.things, state, this.page.map));
    noDetails();
  }

  /** @param {Set<string>} changed */
  async update(changed) {
    if (["to", "show", "dark"].some((key) => changed.has(key))) await this.show();
    if (changed.has("sel") || changed.has("to")) this.describe();
    if (changed.has("tiles")) {
      this.page.map?.setTiles(this.state.get("tiles") === "1");
      this.pair?.second?.setTiles(this.state.get("tiles") === "1");
    }
  }

  async show() {
    const { map } = this.page;
    const both = this.state.get("show") === "both";
    const second = (await this.pair?.show(both)) ?? null;
    this.summary();
    if (!map) return this.explain(both);
    if (both) {
      map.setData("dots", []);
      this.drawPlaces(map, this.found.before);
      this.drawLines(map, ["train", "straight_train", "gone_train"]);
      if (second) {
        this.prepare(second);
        this.drawPlaces(second, this.found.after);
        this.drawLines(second, ["train", "straight_train", "new_train", "straight_new_train", "undecided_train", "changed_road"]);
      }
    } else {
      map.setSigns(this.signsOf(() => "#00000000", 0));
      this.drawLines(map, null);
      this.drawGains(map);
    }
    return this.explain(both);
  }

  /** @param {PageMap} map @param {string[] | null} kinds null for all */
  drawLines(map, kinds) {
    map.setData("lines", this.data.lines.features.filter((one) => !kinds || kinds.includes(one.properties.style))
      .map((one) => {
        const style = this.inks.styles[one.properties.style];
        const isNew = one.properties.style.includes("new") || one.properties.style.includes("undecided");
        const ink = isNew && isDark(this.state) ? "#c792ea" : (style?.color ?? "#7b1fa2");
        return { ...one, properties: { ink, width: Math.max(1.5, style?.width ?? 2) } };
      }));
  }

  /** @param {number} minutes */
  ink(minutes) {
    const upTo = this.data.ends.find((one) => minutes <= one);
    return upTo === undefined ? this.data.beyond : minuteInk(this.inks, upTo);
  }

  /** @param {(place: number) => string} ink @param {number} width */
  signsOf(ink, width) {
    return this.things.map((thing, at) => ({ thing, radius: radiusOf(thing.weight), fill: ink(at),
      edge: width ? "#55504a" : "#00000000", width })).sort((one, other) => other.radius - one.radius);
  }

  /** @param {PageMap} map @param {Numbers} times */
  drawPlaces(map, times) {
    const [width, end] = [this.data.destinations.length, this.end()];
    map.setSigns(this.signsOf((at) => {
      const time = times[at * width + end] ?? NO_TIME;
      return time === NO_TIME ? "#222222" : this.ink(time / this.data.perMinute);
    }, 1));
  }

  /** @param {PageMap} map */
  drawGains(map) {
    const { data, inks } = this;
    const count = this.found.crowd.heads.length;
    const start = this.end() * count;
    const { styles } = inks;
    drawCrowd(map, this.found.crowd, (who) => {
      const step = this.found.gains[start + who] ?? NO_GAIN;
      if (step === CUT_OFF) return { ink: styles["cut_off"]?.color ?? "#8b0000", order: 1e6 };
      const gain = step === NO_GAIN ? 0 : (step - data.gainZero) / data.gainPerMinute;
      if (Math.abs(gain) < data.least) return { ink: styles["no_change"]?.color ?? "#c9c4bb", order: 0 };
      if (gain < 0) return { ink: styles["slower"]?.color ?? "#d95f0e", order: -gain };
      const found = [...inks.gains].reverse().find(([low]) => gain > low);
      return { ink: found?.[1] ?? "#74c476", order: gain };
    });
  }

  /** @param {boolean} both */
  explain(both) {
    const { inks, data } = this;
    const { styles } = inks;
    /** @type {[HTMLElement, string][]} */
    const rows = [];
    if (both) {
      data.ends.forEach((end, at) => rows.push([swatch(minuteInk(inks, end), "dot"), at === 0
        ? say("up_to", { n: num1(end) }) : say("between", { low: num1(data.ends[at - 1] ?? 0), high: num1(end) })]));
      rows.push([swatch(data.beyond, "dot"), say("further_than", { n: num1(data.ends.at(-1) ?? 0) })]);
    } else {
      inks.gains.forEach(([low, ink], at) => {
        const high = inks.gains[at + 1]?.[0];
        const from = num1(at === 0 ? data.least : low);
        rows.push([swatch(ink, "dot"), high === undefined ? say("faster_more", { n: num1(low) })
          : say("faster", { low: from, high: num1(high) })]);
      });
      rows.push([swatch(styles["no_change"]?.color ?? "#c9c4bb", "dot"), say("no_change", { n: num1(data.least) })],
        [swatch(styles["slower"]?.color ?? "#d95f0e", "dot"), say("slower")]);
    }
    const kinds = new Set(data.lines.features.map((one) => one.properties.style));
    for (const kind of kinds) {
      rows.push([swatch(styles[kind]?.color ?? "#7b1fa2", "line"), say(`line_${kind}`)]);
    }
    rows.push([swatch(styles["station"]?.edge ?? "#222222", "ring"), say("station")]);
    this.legend?.replaceChildren(legendOf(rows));
  }

  /** What the table of destinations says. */
  summary() {
    const table = CONTENT.tables.find((one) => one.name === "summary");
    if (!table) return;
    const column = (/** @type {string} */ name) => table.heads.findIndex((one) => one.name === name);
    const row = table.rows.find((one) => one[column("destination")] === this.state.get("to"));
    const value = (/** @type {string} */ name) => Number(row?.[column(name)] ?? 0);
    const losing = say("losing", { people: num(value("people_losing")) });
    const onlyLosing = value("people_gaining") === 0 && value("people_losing") > 0;
    this.told?.replaceChildren(
      el("p", { class: "big", id: "gaining" }, onlyLosing ? losing : say("gaining",
        { people: num(value("people_gaining")), n: num(value("gain_of_gaining_min"), 1) })),
      ...(value("people_losing") > 0 && !onlyLosing ? [el("p", {}, losing)] : []),
      el("p", { class: "quiet" }, say("mean_both", { before: num(value("minutes_before"), 1),
        after: num(value("minutes_after"), 1) })));
  }

  /** @param {number} time */
  shown(time) {
    return time === NO_TIME ? say("no_way") : say("minutes_n", { n: num(time / this.data.perMinute, 1) });
  }

  /** @param {Thing} thing */
  hint(thing) {
    const at = this.things.findIndex((one) => one.key === thing.key) * this.data.destinations.length + this.end();
    return `${thing.name} · ${this.shown(this.found.before[at] ?? NO_TIME)} → ${this.shown(this.found.after[at] ?? NO_TIME)}`;
  }

  describe() {
    const place = this.things.findIndex((one) => one.key === this.state.get("sel"));
    const thing = this.things[place];
    this.page.map?.setChosen(thing?.at ?? null);
    this.pair?.second?.setChosen(thing?.at ?? null);
    if (!thing) return noDetails();
    const width = this.data.destinations.length;
    const { names } = this.data.stations;
    const rows = this.data.destinations.map((one, end) => {
      const at = place * width + end;
      const [from, to] = [names[this.found.from[at] ?? 0] ?? "", names[this.found.to[at] ?? 0] ?? ""];
      const minutes = (/** @type {number} */ time) => time === NO_TIME ? "–" : num(time / this.data.perMinute, 1);
      return [one.name, minutes(this.found.before[at] ?? NO_TIME), minutes(this.found.after[at] ?? NO_TIME),
        from === to ? from : `${from} → ${to}`];
    });
    return showDetails(thing.name, [say("place"), thing.also].join(" · "), [
      el("p", {}, say("people_n", { n: num(thing.weight) })),
      facts(`${say("by_destination")} (${say("minutes").toLowerCase()})`, [say("to_where"), say("before"), say("after"), say("station")], rows)],
    () => this.state.set({ sel: "" }));
  }
}

registerView({
  name: "scenario",
  start: async (page) => {
    const data = /** @type {ScenarioData} */ (page.content.view?.data);
    const [before, after, from, to, gains] = await Promise.all([data.before, data.after, data.stations.before,
      data.stations.after, data.people.gains].map(unpack));
    const crowd = await crowdOf(data.people);
    await new ScenarioView(page, data, /** @type {Compared} */ ({ before, after, from, to, gains, crowd })).start();
  },
});
