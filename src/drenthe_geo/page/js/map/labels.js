/** @typedef {{ text: string; at: Lonlat; rank: number; kind: string; below?: number; gap?: number; number?: string }} Label */

/**
 * Names over a map, as text of the page: the more important first, none over another. A map
 * library would need fonts of its own for them.
 */
class Labels {
  /** @param {HTMLElement} root @param {any} map */
  constructor(root, map) {
    this.map = map;
    this.box = el("div", { class: "labels", "aria-hidden": "true" });
    root.append(this.box);
    /** @type {{ label: Label; node: HTMLElement; width: number; height: number }[]} */
    this.all = [];
    this.waiting = false;
    map.on("move", () => this.soon());
    map.on("resize", () => this.soon());
  }

  /** @param {Label[]} labels */
  show(labels) {
    this.box.replaceChildren();
    const ordered = [...labels].sort((one, other) => one.rank - other.rank);
    this.all = ordered.map((label) => {
      const node = el("span", { class: `label ${label.kind}`, "data-number": label.number ?? false }, label.text);
      this.box.append(node);
      return { label, node, width: 0, height: 0 };
    });
    for (const one of this.all) {
      [one.width, one.height] = [one.node.offsetWidth, one.node.offsetHeight];
    }
    this.place();
  }

  soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.place();
    });
  }

  place() {
    const [wide, high] = [this.box.clientWidth, this.box.clientHeight];
    const zoom = this.map.getZoom();
    /** @type {[number, number, number, number][]} */
    const taken = [];
    /** @type {Set<string>} */
    const hidden = new Set();
    for (const { label, node, width, height } of this.all) {
      const { x, y } = this.map.project(label.at);
      const there = x > -40 && y > -20 && x < wide + 40 && y < high + 20 && zoom >= (label.below ?? 0);
      const free = (/** @type {number[]} */ [left = 0, top = 0]) =>
        taken.every(([a, b, c, d]) => left > c || left + width < a || top > d || top + height < b);
      const within = (/** @type {number[]} */ [left = 0]) => left > 2 && left + width < wide - 2;
      const gap = 9 + (label.gap ?? 0);
      const badge = label.kind === "badge";
      const spots = badge ? [[x - width / 2, y - height / 2]]
        : [[x + gap, y - height / 2], [x - gap - width, y - height / 2],
          [x - width / 2, y - gap - height], [x - width / 2, y + gap]];
      const spot = there && (spots.filter(within).find(free) ?? (badge ? spots.find(free) : undefined));
      node.hidden = !spot;
      if (badge && !spot) hidden.add(label.text); // then its name tells the number
      if (label.number) node.classList.toggle("numbered", hidden.has(label.number));
      if (spot) {
        const [left = 0, top = 0] = spot;
        taken.push([left - 2, top, left + width + 2, top + height]);
        node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
      }
    }
  }
}
