/**
 * How a part plugs in. A script of yours calls `registerPart({ name, mount(root, data, page) })`;
 * Python puts its data below that name in `View.parts`; `mount` fills `root`, an empty section.
 * `page.state` has `get(key)`, `number(key)`, `set({ key: text })`, `subscribe(changed => …)` and
 * `begin({ key: text })` for what holds at first; all of it stands in the address after `#`.
 *
 * A map of a question plugs in likewise: `registerView({ name, start(page) })`, see view/run.js.
 */

/** @param {State} state */
function isDark(state) {
  const wish = state.get("dark");
  return wish === "" ? matchMedia("(prefers-color-scheme: dark)").matches : wish === "1";
}

/** @param {Page} page */
function showTools(page) {
  const { state } = page;
  const root = byId("tools");
  const look = el("button", { type: "button", id: "dark",
    onclick: () => state.set({ dark: isDark(state) ? "0" : "1" }) });
  const told = el("span", { role: "status", class: "hidden" });
  const copy = el("button", { type: "button", onclick: async () => {
    await copied(location.href);
    copy.textContent = told.textContent = say("copied");
    setTimeout(() => { copy.textContent = say("copy"); }, 2500);
  } }, say("copy"));
  const show = () => {
    document.documentElement.dataset["theme"] = isDark(state) ? "dark" : "light";
    look.textContent = say(isDark(state) ? "light" : "dark");
    page.map?.setDark(isDark(state));
  };
  state.subscribe((changed) => {
    if (changed.has("dark")) show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  root?.append(copy, el("button", { type: "button", onclick: () => print() }, say("print")), look, told);
  show();
}

/** Put a text on the clipboard, also of a page that is a file. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = /** @type {HTMLTextAreaElement} */ (el("textarea", { class: "hidden" }));
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

/** Make the map of the page, or say why there is none. @param {Page} page */
function makeMap(page) {
  const box = byId("mapbox");
  const base = page.content.view?.base;
  if (!box || !base) return null;
  const root = el("div", { id: "map" });
  box.append(root);
  /** @type {PageMap} */
  let made;
  try {
    made = new PageMap(root, base, isDark(page.state));
  } catch { // without WebGL
    root.remove();
    box.append(el("p", { class: "lone" }, say("no_webgl")));
    box.classList.add("none");
    return null;
  }
  const { map } = made;
  const back = page.state.get("at").split(",").map(Number);
  if (back.length === 3 && back.every(Number.isFinite)) {
    map.jumpTo({ center: [back[0], back[1]], zoom: back[2] });
  }
  map.on("moveend", () => {
    if (!made.settled) return;
    const { lng, lat } = map.getCenter();
    page.state.set({ at: [lng.toFixed(4), lat.toFixed(4), map.getZoom().toFixed(2)].join(",") });
  });
  const credit = el("p");
  const tell = () => {
    const more = page.state.get("tiles") === "1" ? ` ${say("tiles_by")}.` : "";
    credit.textContent = `${page.content.credit}.${more}`;
  };
  page.state.subscribe((changed) => {
    if (changed.has("tiles")) tell();
  });
  tell();
  box.append(el("details", { class: "credit" }, el("summary", {}, `© ${say("attribution")}`), credit));
  page.state.subscribe((changed) => {
    if (changed.has("sel")) made.toChosen();
  });
  return made;
}

async function main() {
  const state = new State({ at: "", sel: "", dark: "", tiles: "", sort: "", claim: "" });
  /** @type {Page} */
  const page = { state, content: CONTENT, map: null };
  const tables = byId("tables");
  if (tables) showTables(tables, CONTENT.tables, state);
  if (CONTENT.view) {
    page.map = makeMap(page);
    const viewer = VIEWERS.get(CONTENT.view.kind);
    await viewer?.start(page);
    const parts = byId("parts");
    if (parts) mountParts(parts, page);
  }
  showTools(page);
  showClaims(CONTENT.claims, state);
  unfoldOnPaper();
  await page.map?.drawn;
  document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
}

main();
