/**
 * Two maps on one another, with a slider between: what is left of it is of the one, right of it of
 * the other. The second is made when it is first asked for.
 */
class Pair {
  /** @param {PageMap} first @param {State} state @param {() => boolean} dark */
  constructor(first, state, dark) {
    this.first = first;
    this.state = state;
    this.dark = dark;
    /** @type {PageMap | null} */
    this.second = null;
  }

  /** @param {boolean} on @returns {Promise<PageMap | null>} the second */
  async show(on) {
    const box = byId("mapbox");
    if (on && !this.second && box) {
      this.root = el("div", { id: "map-after" });
      this.range = /** @type {HTMLInputElement} */ (el("input", { type: "range", min: "0", max: "100",
        id: "split", "aria-label": say("split") }));
      this.range.addEventListener("input", () => this.state.set({ split: this.range?.value ?? "50" }));
      this.bar = el("div", { class: "split" }, el("span", { class: "tag before" }, say("before")), this.range,
        el("span", { class: "tag after" }, say("after")));
      this.edge = el("div", { class: "edge", "aria-hidden": "true" });
      box.append(this.root, this.edge, this.bar);
      this.second = new PageMap(this.root, this.first.base, this.dark());
      const [one, other] = [this.first.map, this.second.map];
      let busy = false;
      const follow = (/** @type {any} */ from, /** @type {any} */ to) => () => {
        if (busy) return;
        busy = true;
        to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
        busy = false;
      };
      one.on("move", follow(one, other));
      other.on("move", follow(other, one));
      follow(one, other)();
      this.state.subscribe((changed) => {
        if (changed.has("split")) this.place();
        if (changed.has("dark")) this.second?.setDark(this.dark());
      });
      await this.second.ready;
    }
    for (const part of [this.root, this.bar, this.edge]) {
      if (part) part.hidden = !on;
    }
    this.place();
    return this.second;
  }

  place() {
    const share = Math.max(0, Math.min(100, this.state.number("split")));
    if (this.range) this.range.value = String(share);
    if (this.root) this.root.style.clipPath = `inset(0 0 0 ${share}%)`;
    if (this.edge) this.edge.style.left = `${share}%`;
  }
}
