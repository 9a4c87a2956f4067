/**
 * Say what there is to know of what was chosen.
 * @param {string} title
 * @param {string} kind
 * @param {(HTMLElement | string)[]} content
 * @param {() => void} onClose
 */
function showDetails(title, kind, content, onClose) {
  byId("details")?.replaceChildren(
    el("div", { class: "head" },
      el("div", {}, el("p", { class: "quiet" }, kind), el("h2", {}, title)),
      el("button", { type: "button", class: "close", onclick: onClose, "aria-label": say("close") },
        "×")),
    ...content);
}

/** Say how to choose something. */
function noDetails() {
  byId("details")?.replaceChildren(el("p", { class: "quiet" }, say("choose")));
}

/**
 * A small table of facts.
 * @param {string} caption
 * @param {string[]} heads
 * @param {(string | HTMLElement)[][]} rows the first of each is its name
 */
function facts(caption, heads, rows) {
  const isNumber = (/** @type {number} */ at) =>
    at > 0 && rows.every((row) => !/^\p{L}{3}/u.test(String(row[at] ?? "")));
  return el("table", { class: "facts" }, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...heads.map((one, at) =>
      el("th", { scope: "col", class: isNumber(at) ? "n" : "" }, one)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell, at) =>
      at ? el("td", { class: isNumber(at) ? "n" : "" }, cell) : el("th", { scope: "row" }, cell))))));
}

/**
 * Say beside what keeps the weights of the answer that it does, while a reader tries others.
 * @param {boolean} moved
 */
function noteMoved(moved) {
  for (const id of ["answer-box", "tables"]) {
    const box = byId(id);
    let note = /** @type {HTMLElement | null} */ (box?.querySelector(":scope > .moved") ?? null);
    if (!note) {
      if (!moved) continue;
      note = el("p", { class: "moved" }, say("of_answer"));
      box?.prepend(note);
    }
    note.hidden = !moved;
  }
}
