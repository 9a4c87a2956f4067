/** Shares that are smaller are nought in whole per cents. */
const SEEN = 0.005;

/**
 * Weights on sliders; the order, the bars, the verdict and the reasons move along.
 * In the address: `w` holds the weights that differ (`name:weight,…`), `eyes` the viewpoint that
 * they start from, `one` and `other` the sites that are compared.
 */
class WeightsView {
  /** @param {HTMLElement} root @param {WeightsPart} data @param {Page} page */
  constructor(root, data, page) {
    this.root = root;
    this.data = data;
    this.page = page;
    this.state = page.state;
    this.teller = new Teller(data);
    this.scales = new Scales(data, data.tables);
    this.most = Math.max(100, ...data.weights.map(Math.ceil));
    this.isAsked = false;
    /** @type {number | undefined} */
    this.telling = undefined;
    this.compare = new CompareView(data, this.teller, page.state);
    this.state.begin({ w: "", eyes: "", one: "", other: "" });
  }

  /** Weights where the sliders start: of the answer, or of a viewpoint. */
  begun() {
    return this.data.viewpoints.find((one) => one.name === this.state.get("eyes"))?.weights ?? this.data.weights;
  }

  /** Weights as the reader has them. */
  weights() {
    const own = new Map(this.state.get("w").split(",").map((one) => {
      const at = one.lastIndexOf(":");
      return [one.slice(0, at), one.slice(at + 1)];
    }));
    return this.begun().map((begun, at) => {
      const given = own.get(this.data.criteria[at] ?? "");
      const number = Number(given);
      return given && number >= 0 && number <= this.most ? number : begun;
    });
  }

  /** @param {number} at @param {number} weight */
  move(at, weight) {
    const weights = this.weights();
    weights[at] = weight;
    const begun = this.begun();
    const w = weights.flatMap((own, one) => (own === begun[one] ? [] : [`${this.data.criteria[one]}:${own}`]));
    this.state.set({ w: w.join(",") });
  }

  start() {
    const { teller } = this;
    this.verdict = el("p", { class: "lead", id: "weights-verdict" });
    this.told = el("p", { class: "hidden", "aria-live": "polite", id: "weights-told" });
    this.order = el("ol", { class: "bars", "aria-label": teller.text("order") });
    this.reasons = el("ul", { class: "reasons" });
    this.root.setAttribute("aria-labelledby", "weights-head");
    this.root.append(
      el("h2", { id: "weights-head" }, teller.text("head")),
      el("p", {}, teller.text("text", { service: this.data.service })),
      el("div", { class: "weights" },
        el("div", { class: "sliders" }, this.starts(), ...this.sliders()),
        el("div", { class: "outcome" }, this.verdict, this.told, this.order, this.apart())),
      el("h3", {}, teller.text("why")), this.reasons, this.compare.root);
    this.state.subscribe((changed) => {
      if (!this.root.isConnected) return; // another service took its place
      if (["w", "eyes"].some((key) => changed.has(key))) this.ask();
      if (["one", "other"].some((key) => changed.has(key)) && this.found) this.compare.show(this.found);
    });
    this.ask();
  }

  /** Buttons that put all sliders where somebody has them. */
  starts() {
    const box = el("div", { class: "segments", role: "group", "aria-label": this.teller.text("starts") });
    const { viewpoints, viewpointNames } = this.data;
    /** @type {[string, string][]} */
    const all = [["", this.teller.text("back")],
      ...viewpoints.map((one, at) => /** @type {[string, string]} */ ([one.name, viewpointNames[at] ?? one.name]))];
    for (const [name, title] of all) {
      box.append(el("button", { type: "button", "data-eyes": name,
        onclick: () => this.state.set({ eyes: name, w: "" }) }, title));
    }
    this.buttons = [...box.querySelectorAll("button")];
    return box;
  }

  sliders() {
    /** @type {{ range: HTMLInputElement; number: HTMLInputElement; share: HTMLElement }[]} */
    this.inputs = [];
    return this.data.criteria.map((name, at) => {
      const one = this.data.measured[at];
      const share = el("output", { for: `weight-${at} number-${at}` });
      const limits = { min: "0", max: String(this.most), step: "1" };
      const range = /** @type {HTMLInputElement} */ (el("input", { type: "range", id: `weight-${at}`,
        "data-criterion": name, ...limits }));
      const number = /** @type {HTMLInputElement} */ (el("input", { type: "number", id: `number-${at}`,
        "aria-label": this.teller.text("number", { criterion: one?.title ?? name }), inputmode: "decimal",
        ...limits, step: "any" }));
      range.addEventListener("input", () => this.move(at, Number(range.value)));
      number.addEventListener("change", () => {
        const given = Number(number.value);
        this.move(at, Number.isFinite(given) ? Math.min(Math.max(given, 0), this.most) : 0);
      });
      this.inputs?.push({ range, number, share });
      return el("div", { class: "field" },
        el("div", { class: "row" }, el("label", { for: `weight-${at}` }, one?.title ?? name), share),
        el("div", { class: "pair" }, range, number));
    });
  }

  /** What is out, and why: no weight brings it back. */
  apart() {
    const { apart } = this.data;
    if (apart.length === 0) return el("div");
    return el("details", { class: "apart" },
      el("summary", {}, this.teller.text("apart", { count: apart.length })),
      el("ul", {}, ...apart.map((one) => el("li", {}, el("b", {}, one.name), ` – ${one.why.join("; ")}`))));
  }

  /** Weigh before the next picture is drawn, once however many sliders moved. */
  ask() {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.weigh();
    });
  }

  weigh() {
    const weights = this.weights();
    const sum = weights.reduce((all, one) => all + one, 0);
    this.inputs?.forEach(({ range, number, share }, at) => {
      const weight = weights[at] ?? 0;
      range.value = String(weight);
      number.value = String(Math.round(100 * weight) / 100);
      share.textContent = sum > 0 ? this.teller.percent(weight / sum) : "–";
      range.setAttribute("aria-valuetext", this.teller.text("share", { share: share.textContent }));
    });
    this.buttons?.forEach((button) => button.setAttribute("aria-pressed",
      String(this.state.get("w") === "" && button.dataset["eyes"] === this.state.get("eyes"))));
    if (!(sum > 0)) {
      this.say(this.teller.text("nought"));
      return;
    }
    const found = this.scales.weigh(weights);
    this.found = found;
    this.say(this.teller.answer(found));
    this.showOrder(found);
    const { first, second } = found.verdict;
    const advice = this.teller.advice(found);
    const said = [...(advice ? [advice] : []), ...(second < 0 ? [] : [this.teller.why(found, first, second)]),
      ...this.teller.tests(found), ...this.teller.without(found)];
    this.reasons?.replaceChildren(...said.map((text) => el("li", {}, text)));
    this.compare.show(found);
    this.onMap(found);
  }

  /** Say the verdict; a screen reader hears it when the sliders rest. @param {string} text */
  say(text) {
    if (this.verdict) this.verdict.textContent = text;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (this.told && this.told.textContent !== text) this.told.textContent = text;
    }, 600);
  }

  /** @param {Weighed} found */
  showOrder(found) {
    const { teller, data } = this;
    const rows = found.ranking.map((site) => {
      const [score, low, high] = [found.score[site] ?? 0, found.low[site] ?? 0, found.high[site] ?? 0];
      const shares = found.verdict.shares.get(site);
      const said = shares === undefined ? teller.text("out") : shares.first < SEEN && shares.first_ranges < SEEN ? ""
        : teller.text("shares", { first: teller.percent(shares.first), ranges: teller.percent(shares.first_ranges) });
      const bar = el("span", { class: "bar-box", "aria-hidden": "true" }, el("i", { class: "fill" }), el("i", { class: "span" }));
      const [fill, span] = /** @type {HTMLElement[]} */ ([...bar.children]);
      fill?.style.setProperty("width", `${100 * score}%`);
      span?.style.setProperty("left", `${100 * low}%`);
      span?.style.setProperty("width", `${100 * (high - low)}%`);
      return el("li", { class: data.out[site] ? "out" : "", "data-site": data.sites[site] ?? "" },
        el("span", { class: "rank" }, String(found.rank[site] ?? "–")),
        el("button", { type: "button", class: "name", title: teller.name(site),
          onclick: () => this.state.set({ sel: `site:${data.sites[site]}` }) }, teller.name(site)),
        el("span", { class: "figures" }, el("b", {}, teller.number(score, 2)), " ",
          el("span", { class: "quiet" }, teller.say("dossier.range", { low, high }))),
        bar,
        ...(said ? [el("span", { class: "quiet small" }, said)] : []));
    });
    this.order?.replaceChildren(...rows);
  }

  /** Let the map show the same order. @param {Weighed} found */
  onMap(found) {
    const { data } = this;
    const begun = this.state.get("w") === "" && this.state.get("eyes") === "";
    const scores = Object.fromEntries([
      ...data.roles.map(({ id, role }) => [id, { rank: null, score: null, low: null, high: null, role }]),
      ...data.sites.map((id, site) => [id, { rank: found.rank[site] ?? null, score: found.score[site] ?? null,
        low: found.low[site] ?? null, high: found.high[site] ?? null,
        first: found.verdict.shares.get(site)?.first ?? null,
        points: Object.fromEntries(data.criteria.map((name, at) => [name, found.parts[site]?.[at] ?? 0])),
        role: data.roles.find((one) => one.id === id)?.role ?? "" }]),
    ]);
    this.page.rank?.(begun ? null : scores);
  }
}

registerPart({ name: "weights", mount: (root, data, page) => new WeightsView(root, data, page).start() });
