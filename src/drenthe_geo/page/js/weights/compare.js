/** Two sites side by side, criterion by criterion. */
class CompareView {
  /** @param {WeightsPart} data @param {Teller} teller @param {State} state */
  constructor(data, teller, state) {
    this.data = data;
    this.teller = teller;
    this.state = state;
    this.body = el("tbody");
    this.heads = el("thead");
    this.foot = el("tr");
    this.menus = ["one", "other"].map((key) => this.menu(key));
    this.root = el("div", { class: "compare" },
      el("h3", {}, teller.text("compare")),
      el("div", { class: "bar" }, ...this.menus.map((one) => one.box)),
      el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": teller.text("compare") },
        el("table", {}, el("caption", { class: "hidden" }, teller.text("compare_text")),
          this.heads, this.body, el("tfoot", {}, this.foot))));
  }

  /** @param {string} key */
  menu(key) {
    const select = /** @type {HTMLSelectElement} */ (el("select", { id: `compare-${key}` }));
    select.addEventListener("change", () => this.state.set({ [key]: select.value }));
    const box = el("div", { class: "field" },
      el("label", { for: `compare-${key}` }, this.teller.text(`compare_${key}`)), select);
    return { key, select, box };
  }

  /** The site of a menu; the first two in order where nothing was chosen. @param {Weighed} found @param {string} key @param {number} place */
  chosen(found, key, place) {
    const at = this.data.sites.indexOf(this.state.get(key));
    return at >= 0 ? at : (found.ranking[place] ?? -1);
  }

  /** @param {Weighed} found */
  show(found) {
    const { teller, data } = this;
    this.root.hidden = found.ranking.length < 2;
    const [one, other] = [this.chosen(found, "one", 0), this.chosen(found, "other", 1)];
    this.menus.forEach(({ key, select }, place) => {
      const follow = teller.text("compare_place", { place: place + 1 });
      select.replaceChildren(el("option", { value: "" }, follow), ...found.ranking.map((site) =>
        el("option", { value: data.sites[site] ?? "" }, `${found.rank[site] ?? "–"} ${teller.name(site)}`)));
      select.value = this.state.get(key);
    });
    const names = [teller.name(one), teller.name(other)];
    const both = { scope: "col", rowspan: "2" };
    this.heads.replaceChildren(
      el("tr", {}, el("th", both, teller.text("criterion")), el("th", { ...both, class: "n" }, teller.text("weight")),
        ...names.map((name) => el("th", { scope: "colgroup", colspan: "3", class: "of" }, name)),
        el("th", { ...both, class: "n" }, teller.text("difference"))),
      el("tr", {}, ...names.flatMap(() => ["measure", "worth", "adds"].map((what, at) =>
        el("th", { scope: "col", class: at === 0 ? "n of" : "n" }, teller.text(what))))));
    const order = [...found.order].sort((a, b) => this.gap(found, one, other, b) - this.gap(found, one, other, a));
    this.body.replaceChildren(...order.map((at) => this.row(found, one, other, at)));
    const [score, second] = [found.score[one] ?? 0, found.score[other] ?? 0];
    const empty = () => el("td");
    this.foot.replaceChildren(el("th", { scope: "row" }, teller.text("score")),
      el("td", { class: "n" }, teller.percent(1)),
      ...[score, second].flatMap((sum) => [el("td", { class: "of" }), empty(),
        el("td", { class: "n" }, teller.number(sum, 2))]),
      this.signed(score - second));
  }

  /** @param {Weighed} found @param {number} one @param {number} other @param {number} at */
  gap(found, one, other, at) {
    return (found.parts[one]?.[at] ?? 0) - (found.parts[other]?.[at] ?? 0);
  }

  /** @param {Weighed} found @param {number} one @param {number} other @param {number} at */
  row(found, one, other, at) {
    const { teller, data } = this;
    const measured = data.measured[at];
    const sites = [one, other];
    return el("tr", {},
      el("th", { scope: "row" }, measured?.title ?? "",
        el("span", { class: "quiet small" }, ` ${measured?.scale ?? ""}`)),
      el("td", { class: "n" }, teller.percent(found.share[at] ?? 0)),
      ...sites.flatMap((site) => [
        el("td", { class: "n of nobreak" },
          teller.withUnit(measured, measured?.shown[site] ?? "")),
        el("td", { class: "n" }, (data.worth[site]?.[at] ?? null) === null
          ? teller.text("missing") : teller.number(data.worth[site]?.[at] ?? 0, 2)),
        el("td", { class: "n" }, teller.number(found.parts[site]?.[at] ?? 0, 2)),
      ]),
      this.signed(this.gap(found, one, other, at)));
  }

  /** @param {number} gap */
  signed(gap) {
    const text = this.teller.number(Math.abs(gap), 2);
    const nought = Math.abs(gap) < this.data.leastPoints;
    return el("td", { class: nought ? "n" : gap > 0 ? "n more" : "n less" },
      nought ? text : `${gap > 0 ? "+" : "−"}${text}`);
  }
}
