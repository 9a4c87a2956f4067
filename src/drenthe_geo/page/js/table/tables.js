const FIRST_ROWS = 20;

/** A heading of more signs takes more room, so that it does not tower. */
const LONG = 26;

/**
 * Show the tables of the answer, one at a time.
 * @param {HTMLElement} root
 * @param {Table[]} tables
 * @param {State} state
 */
function showTables(root, tables, state) {
  const first = tables[0];
  if (!first) return;
  state.begin({ table: first.name });
  const chosen = () => tables.find((one) => one.name === state.get("table")) ?? first;
  const place = el("div");
  const tabs = el("div", { class: "segments", role: "group", "aria-label": say("table") });
  for (const table of tables) {
    tabs.append(
      el("button", { type: "button", "data-table": table.name,
        onclick: () => state.set({ table: table.name, sort: "" }) }, table.title),
    );
  }
  const show = () => {
    for (const tab of tabs.querySelectorAll("button")) {
      tab.setAttribute("aria-pressed", String(tab.dataset["table"] === chosen().name));
    }
    place.replaceChildren(tableBox(chosen(), state));
  };
  state.subscribe((changed) => {
    if (changed.has("table")) show();
  });
  root.append(tabs, place);
  show();
}

/**
 * One table with its tools.
 * @param {Table} table @param {State} state @param {string} [by] what the state calls its order
 */
function tableBox(table, state, by = "sort") {
  let all = false;
  let filter = "";
  const count = el("p", { class: "quiet", "aria-live": "polite" });
  const more = el("button", { type: "button", onclick: () => { all = true; fill(); } },
    say("more_rows"));
  const body = el("tbody");
  const heads = table.heads.map((head, at) =>
    el("th", { scope: "col", class: `${head.text ? "" : "n"} ${head.head.length > LONG ? "long" : ""}` },
      el("button", { type: "button", title: head.means || head.head, onclick: () => sortBy(at) },
        head.head)),
  );
  /** @param {number} at */
  const sortBy = (at) => {
    state.set({ [by]: state.get(by) === `${at}` ? `-${at}` : `${at}` });
    fill();
  };
  const fill = () => {
    const key = state.get(by);
    const rows = sorted(table, key).filter((row) => matches(row, filter));
    heads.forEach((head, at) => {
      const way = key === `${at}` ? "ascending" : key === `-${at}` ? "descending" : "";
      way ? head.setAttribute("aria-sort", way) : head.removeAttribute("aria-sort");
    });
    const shown = all ? rows : rows.slice(0, FIRST_ROWS);
    body.replaceChildren(...shown.map((row) => rowOf(table, row)));
    count.textContent = say("rows_shown", { n: num(shown.length), all: num(table.rows.length) });
    more.hidden = shown.length === rows.length;
  };
  fill();
  const find = /** @type {HTMLInputElement} */ (el("input", { type: "search",
    "aria-label": say("filter"), placeholder: say("filter") }));
  find.addEventListener("input", () => { filter = find.value; fill(); });
  const named = table.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return el("div", { class: "tablebox" },
    el("div", { class: "bar" }, find,
      el("button", { type: "button", class: "csv", onclick: () =>
        download(`${named}.csv`, csvOf(table, CONTENT.lang), "text/csv;charset=utf-8") },
      say("csv")),
      el("button", { type: "button", class: "xlsx", onclick: () =>
        download(`${named}.xlsx`, xlsxOf(table), `${OOXML}.sheet`) }, say("xlsx"))),
    el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": table.title },
      el("table", {}, el("caption", { class: "hidden" }, table.title),
        el("thead", {}, el("tr", {}, ...heads)), body)),
    el("div", { class: "bar" }, count, more));
}

/** Show what the profile claims, made when a reader opens it. @param {Table | null} table @param {State} state */
function showClaims(table, state) {
  const [details, place] = [byId("claims"), byId("claims-table")];
  if (!table || !details || !place) return;
  const show = () => {
    if (!place.firstChild) place.append(tableBox(table, state, "claim"));
  };
  details.addEventListener("toggle", show);
  window.addEventListener("beforeprint", show);
}

/** Open on paper what is folded up on the screen; the sources in short would cover the map. */
function unfoldOnPaper() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details")]
      .filter((one) => !one.open && !one.classList.contains("credit"));
    opened.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((one) => { one.open = false; });
    opened = [];
  });
}

/** @param {Table} table @param {string} key a column, with a minus for the other way round */
function sorted(table, key) {
  if (key === "") return table.rows;
  const at = Math.abs(Number(key));
  const way = key.startsWith("-") ? -1 : 1;
  const collator = new Intl.Collator(CONTENT.lang, { numeric: true });
  return [...table.rows].sort((one, other) => {
    const [a, b] = [one[at] ?? null, other[at] ?? null];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1; // missing ones last
    return way * (typeof a === "number" && typeof b === "number"
      ? a - b : collator.compare(String(a), String(b)));
  });
}

/** @param {Cell[]} row @param {string} filter */
function matches(row, filter) {
  const wanted = plain(filter);
  return wanted === "" || row.some((cell) => plain(String(cell ?? "")).includes(wanted));
}

/** @param {Table} table @param {Cell[]} row */
function rowOf(table, row) {
  return el("tr", {}, ...table.heads.map((head, at) =>
    el("td", { class: head.text ? "" : "n" }, shownCell(row[at] ?? null, head))));
}

/** @param {Cell} cell @param {Head} head */
function shownCell(cell, head) {
  if (cell === null) return "–";
  if (typeof cell === "boolean") return say(cell ? "yes" : "no");
  if (typeof cell !== "number") return cell;
  if (head.share) return percent(cell, head.decimals ?? 0);
  return head.decimals === null ? String(cell) : num(cell, head.decimals);
}

/** Bring a text down to what its spellings share. @param {string} text */
function plain(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
