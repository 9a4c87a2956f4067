/** @typedef {{ id: string; name: string; fixed: boolean; at: Lonlat; mean: number | null; furthest: number | null }} Chosen */
/** @typedef {{ cutoff: number; cutoffs: number[]; perMinute: number; phrase: string; beyond: string[]; sites: Chosen[]; others: { id: string; name: string; at: Lonlat }[]; people: { at: Packed; heads: Packed; ds: Packed; site: Packed } }} PlaceData */

/** Sites that were chosen together, and who goes where: the page of place. */
class PlaceView {
  /** @param {Page} page @param {PlaceData} data @param {Crowd} crowd @param {Numbers} ds @param {Numbers} site */
  constructor(page, data, crowd, ds, site) {
    this.page = page;
    this.data = data;
    this.crowd = crowd;
    this.ds = ds;
    this.site = site;
    this.state = page.state;
    this.inks = /** @type {View} */ (page.content.view).base.inks;
    /** @type {Map<string, Thing>} */
    this.things = new Map();
    data.sites.forEach((one) => this.things.set(`chosen:${one.id}`, { key: `chosen:${one.id}`, name: one.name,
      kind: one.fixed ? "fixed" : "chosen", at: one.at, weight: 2 }));
    data.others.forEach((one) => this.things.set(`other:${one.id}`, { key: `other:${one.id}`, name: one.name,
      kind: "not_chosen", at: one.at, weight: 1 }));
    this.state.begin({ minutes: String(data.cutoff), show: "minutes" });
  }

  async start() {
    const { map } = this.page;
    this.controls();
    if (map) {
      await map.ready;
      map.onPick = (thing) => this.state.set({ sel: thing?.key ?? "" });
      this.signs();
    }
    this.state.subscribe((changed) => this.update(changed));
    this.update(new Set(["minutes", "show", "sel", "tiles"]));
  }

  controls() {
    const { state } = this;
    this.legend = el("div");
    this.counts = el("div", { "aria-live": "polite" });
    byId("side")?.append(
      slider(`${say("minutes")} ${this.data.phrase}`, { min: 1, max: 90, step: 1 }, "minutes", state,
        (value) => say("minutes_n", { n: num1(value) })),
      segments(say("show"), [["minutes", say("show_minutes")], ["site", say("show_site")]], "show", state),
      this.counts, this.legend, ...tilesToggle(this.page, state),
      searchBox([...this.things.values()], state, this.page.map));
    noDetails();
  }

  /** @param {Set<string>} changed */
  update(changed) {
    if (changed.has("minutes") || changed.has("show")) this.show();
    if (changed.has("sel") || changed.has("minutes")) this.describe();
    if (changed.has("tiles")) this.page.map?.setTiles(this.state.get("tiles") === "1");
  }

  /** @param {number} site */
  tint(site) {
    return this.inks.tints[site % this.inks.tints.length] ?? "#888888";
  }

  show() {
    const minutes = this.state.number("minutes");
    const { data } = this;
    const bands = bandsTo(this.inks, data.cutoffs, minutes);
    const beyond = data.beyond[0] ?? "#d1490c";
    const bySite = this.state.get("show") === "site";
    const { styles } = this.inks;
    const noWay = styles["no_way"]?.color ?? "#222222";
    drawCrowd(this.page.map, this.crowd, (who) => {
      const time = (this.ds[who] ?? 65535) / data.perMinute;
      const band = bands.find((one) => time <= one.upTo);
      const site = this.site[who] ?? 0;
      if (site >= data.sites.length) return { ink: noWay, order: 2 };
      if (bySite) return { ink: this.tint(site), order: 0 };
      return { ink: band?.color ?? beyond, order: band ? 0 : 1 };
    });
    const lost = this.site.some((one) => one >= data.sites.length);
    this.legend?.replaceChildren(legendOf([
      ...(bySite ? data.sites.map((one, at) => /** @type {[HTMLElement, string]} */ ([swatch(this.tint(at), "dot"), one.name]))
        : [...bands.map((one) => /** @type {[HTMLElement, string]} */ ([swatch(one.color, "dot"), one.label])),
          /** @type {[HTMLElement, string]} */ ([swatch(beyond, "dot"), say("further_than", { n: num1(minutes) })])]),
      ...(lost ? [/** @type {[HTMLElement, string]} */ ([swatch(noWay, "dot"), say("no_way")])] : []),
      [swatch(styles["chosen"]?.color ?? "#111111", "dot"), say("chosen")],
      ...(data.sites.some((one) => one.fixed)
        ? [/** @type {[HTMLElement, string]} */ ([swatch(styles["fixed"]?.color ?? "#3b3b3b"), say("fixed")])] : []),
      [swatch(styles["not_chosen"]?.edge ?? "#8a8378", "ring"), say("not_chosen")]]));
    const heads = this.within(minutes);
    const [all, inside] = [heads.reduce((sum, one) => sum + one.all, 0), heads.reduce((sum, one) => sum + one.inside, 0)];
    this.counts?.replaceChildren(
      el("p", { class: "big", id: "within" }, say("people_within", { people: num(inside),
        share: percent(all ? inside / all : 0), n: num1(minutes) })),
      facts(say("people"), [say("site"), say("nearest"), say("within_n", { n: num1(minutes) })],
        data.sites.map((one, at) => [one.name, num(heads[at]?.all ?? 0), num(heads[at]?.inside ?? 0)])));
  }

  /** People of each site, and those of them within the time; the last are without a way. @param {number} minutes */
  within(minutes) {
    const found = Array.from({ length: this.data.sites.length + 1 }, () => ({ all: 0, inside: 0 }));
    const limit = minutes * this.data.perMinute;
    this.crowd.heads.forEach((heads, who) => {
      const one = found[Math.min(this.site[who] ?? 0, this.data.sites.length)];
      if (!one) return;
      one.all += heads;
      if ((this.ds[who] ?? 65535) <= limit) one.inside += heads;
    });
    return found;
  }

  signs() {
    const { map } = this.page;
    const { styles } = this.inks;
    const look = { chosen: styles["chosen"], fixed: styles["fixed"], not_chosen: styles["not_chosen"] };
    map?.setSigns([...this.things.values()].reverse().map((thing) => {
      const style = look[/** @type {keyof typeof look} */ (thing.kind)];
      const plain = thing.kind === "not_chosen";
      return { thing, radius: plain ? (this.data.others.length > 60 ? 2 : 3.5) : 8, fill: style?.color ?? "#111111", edge: style?.edge ?? "#ffffff",
        width: plain ? 1.1 : 2 };
    }));
    const base = /** @type {View} */ (this.page.content.view).base;
    map?.labels.show([...this.data.sites.map((one) => ({ text: one.name, at: one.at, rank: 0, kind: "station", gap: 4 })),
      ...base.names.map((one) => ({ text: one.name, at: one.at, rank: 20 + one.rank - one.people / 1e7,
        kind: `town rank${one.rank}` })),
      ...this.data.others.map((one) => ({ text: one.name, at: one.at, rank: 60, kind: "site", below: 10.5 }))]);
  }

  describe() {
    const thing = this.things.get(this.state.get("sel"));
    this.page.map?.setChosen(thing?.at ?? null);
    if (!thing) return noDetails();
    const at = this.data.sites.findIndex((one) => `chosen:${one.id}` === thing.key);
    const site = this.data.sites[at];
    const minutes = this.state.number("minutes");
    const heads = this.within(minutes)[at];
    const shown = (/** @type {number | null} */ value) => value === null ? "–" : say("minutes_n", { n: num(value, 1) });
    return showDetails(thing.name, say(thing.kind), site ? [facts(say("people"), [say("what"), say("value")], [
      [say("nearest"), num(heads?.all ?? 0)], [say("within_n", { n: num1(minutes) }), num(heads?.inside ?? 0)],
      [say("mean"), shown(site.mean)], [say("furthest"), shown(site.furthest)]])] : [],
    () => this.state.set({ sel: "" }));
  }
}

registerView({
  name: "place",
  start: async (page) => {
    const data = /** @type {PlaceData} */ (page.content.view?.data);
    const [crowd, ds, site] = await Promise.all([crowdOf(data.people), unpack(data.people.ds), unpack(data.people.site)]);
    await new PlaceView(page, data, crowd, ds, site).start();
  },
});
