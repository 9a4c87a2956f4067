/** @typedef {{ id: string; name: string; verdict: string; seat: string; advice: string; firsts: { name: string; score: string }[]; weighing: Partial<WeightsPart> | null }} ServiceTold */
/** @typedef {{ services: ServiceTold[]; common: Pick<WeightsPart, "tables" | "tests" | "least" | "leastPoints" | "most" | "forms" | "sentences" | "texts"> }} ServicesPart */

/** Every service with its first places; the one that is chosen has its weights on sliders. */
class ServicesView {
  /** @param {HTMLElement} root @param {ServicesPart} data @param {Page} page */
  constructor(root, data, page) {
    this.root = root;
    this.data = data;
    this.page = page;
    this.place = el("div", { id: "service-weights" });
  }

  /** @param {string} key */
  text(key) {
    return this.data.common.texts[key] ?? key;
  }

  chosen() {
    const { services } = this.data;
    return services.find((one) => one.id === this.page.state.get("service")) ?? services[0];
  }

  start() {
    const { state } = this.page;
    this.rows = this.data.services.map((one) => {
      const [first, second] = one.firsts;
      return el("tr", { "data-service": one.id },
        el("th", { scope: "row" }, el("button", { type: "button", class: "link",
          onclick: () => state.set({ service: one.id }) }, one.name)),
        el("td", {}, one.seat), el("td", {}, one.advice),
        el("td", {}, first?.name ?? "–"), el("td", { class: "n" }, first?.score ?? "–"),
        el("td", {}, one.verdict),
        el("td", {}, second?.name ?? "–"), el("td", { class: "n" }, second?.score ?? "–"));
    });
    this.root.setAttribute("aria-labelledby", "services-head");
    this.root.append(el("h2", { id: "services-head" }, this.text("services")),
      el("p", {}, this.text("services_text")),
      el("div", { class: "wide firsts", tabindex: "0", role: "region", "aria-label": this.text("services") },
        el("table", {}, el("thead", {}, el("tr", {},
          ...["service", "seat", "advice", "first", "score", "verdict", "second", "score"].map((name) =>
            el("th", { scope: "col", class: name === "score" ? "n" : "" }, this.text(name))))),
        el("tbody", {}, ...this.rows))), this.place);
    state.subscribe((changed) => {
      if (!changed.has("service")) return;
      // Weights of one service are not those of another.
      state.set({ w: "", eyes: "", one: "", other: "" });
      this.show();
    });
    this.show();
  }

  show() {
    const one = this.chosen();
    this.rows?.forEach((row) => (row.dataset["service"] === one?.id
      ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current")));
    const box = el("section", { class: "inner" });
    this.place.replaceChildren(box);
    if (one?.weighing) {
      const data = /** @type {WeightsPart} */ ({ ...this.data.common, ...one.weighing });
      new WeightsView(box, data, this.page).start();
    } else if (one) {
      box.append(el("p", {}, this.text(one.firsts.length > 0 ? "no_sliders" : "no_sites")));
    }
  }
}

registerPart({ name: "services", mount: (root, data, page) => new ServicesView(root, data, page).start() });
