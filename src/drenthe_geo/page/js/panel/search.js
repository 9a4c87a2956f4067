const MOST_FOUND = 60;

/**
 * A list of things beside the map, found by name: it does what a click on the map does.
 * @param {Thing[]} things
 * @param {State} state
 * @param {PageMap | null} map it goes to what was chosen here
 */
function searchBox(things, state, map) {
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "search", id: "search",
    placeholder: say(things.some((one) => one.kind === "place") ? "search" : "search_name"), autocomplete: "off", "aria-controls": "things" }));
  const list = el("ul", { id: "things", class: "things" });
  const told = el("p", { class: "quiet", role: "status" });
  const ordered = [...things].sort((one, other) => other.weight - one.weight);
  const choose = (/** @type {Thing} */ thing) => {
    state.set({ at: "", sel: thing.key });
    map?.goTo(thing.at);
  };
  const fill = () => {
    const wanted = plain(input.value);
    const found = wanted === "" ? ordered : ranked(ordered, wanted);
    list.replaceChildren(...found.slice(0, MOST_FOUND).map((thing) => el("li", {},
      el("button", { type: "button", "data-thing": thing.key, onclick: () => choose(thing) },
        el("span", { class: "title", title: thing.name }, thing.name), el("span", { class: "quiet" },
          [thing.also ?? "", say(thing.kind)].filter(Boolean).join(" · "))))));
    told.textContent = wanted === "" ? ""
      : found.length ? say("found", { n: num(found.length) }) : say("search_none");
    mark();
  };
  const mark = () => {
    for (const button of list.querySelectorAll("button")) {
      const chosen = button.dataset["thing"] === state.get("sel");
      chosen ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current");
    }
  };
  input.addEventListener("input", fill);
  input.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key === "Enter" && input.value && first) first.click();
    if (event.key === "ArrowDown") first?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) + step;
    (at < 0 ? input : buttons[at])?.focus();
    event.preventDefault();
  });
  state.subscribe((changed) => {
    if (changed.has("sel")) mark();
  });
  fill();
  return el("div", { class: "search" }, el("label", { for: "search" }, say("list")), input, told, list);
}

/** Names that begin so before those that hold it. @param {Thing[]} things @param {string} wanted */
function ranked(things, wanted) {
  const postcode = /^\d{4}/.exec(wanted)?.[0];
  const grade = (/** @type {Thing} */ thing) => {
    const [name, also] = [plain(thing.name), plain(thing.also ?? "")];
    if (name === wanted || [wanted, postcode].some((one) => thing.key === `place:${one}`)) return 0;
    return name.startsWith(wanted) ? 1 : name.includes(wanted) || also.startsWith(wanted) ? 2 : 3;
  };
  return things.map((thing) => /** @type {const} */ ([grade(thing), thing]))
    .filter(([found]) => found < 3)
    .sort(([one], [other]) => one - other)
    .map(([, thing]) => thing);
}
