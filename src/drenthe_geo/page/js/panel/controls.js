/**
 * A choice of a few, as buttons beside one another.
 * @param {string} label
 * @param {[string, string][]} options value and what it is called
 * @param {string} key of the state
 * @param {State} state
 */
function segments(label, options, key, state) {
  const box = el("fieldset", { class: "segments", "data-key": key }, el("legend", {}, label));
  for (const [value, text] of options) {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "radio", name: key, value,
      id: `${key}-${value}` }));
    input.checked = state.get(key) === value;
    input.addEventListener("change", () => state.set({ [key]: value }));
    box.append(input, el("label", { for: `${key}-${value}` }, text));
  }
  state.subscribe((changed) => {
    if (!changed.has(key)) return;
    for (const input of box.querySelectorAll("input")) {
      input.checked = input.value === state.get(key);
    }
  });
  return box;
}

/**
 * A number on a slider.
 * @param {string} label
 * @param {{ min: number; max: number; step: number }} range
 * @param {string} key
 * @param {State} state
 * @param {(value: number) => string} shown
 */
function slider(label, range, key, state, shown) {
  const output = el("output", { for: `${key}-range` });
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "range", id: `${key}-range`,
    min: String(range.min), max: String(range.max), step: String(range.step) }));
  const show = () => {
    input.value = state.get(key);
    output.textContent = shown(state.number(key));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => state.set({ [key]: input.value }));
  state.subscribe((changed) => {
    if (changed.has(key)) show();
  });
  show();
  return el("div", { class: "field" },
    el("div", { class: "row" }, el("label", { for: `${key}-range` }, label), output), input);
}

/**
 * One of many, in a list that opens.
 * @param {string} label
 * @param {[string, string][]} options
 * @param {string} key
 * @param {State} state
 */
function menu(label, options, key, state) {
  const select = /** @type {HTMLSelectElement} */ (el("select", { id: `${key}-menu` }));
  /** @param {[string, string][]} some */
  const fill = (some) => {
    select.replaceChildren(...some.map(([value, text]) => el("option", { value }, text)));
    select.value = state.get(key);
  };
  fill(options);
  select.addEventListener("change", () => state.set({ [key]: select.value }));
  state.subscribe((changed) => {
    if (changed.has(key)) select.value = state.get(key);
  });
  const box = el("div", { class: "field" }, el("label", { for: `${key}-menu` }, label), select);
  return { box, fill };
}

/**
 * A switch that is on or off.
 * @param {string} label
 * @param {string} key of the state: `1` where it is on
 * @param {State} state
 */
function toggle(label, key, state) {
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id: `${key}-box` }));
  input.checked = state.get(key) === "1";
  input.addEventListener("change", () => state.set({ [key]: input.checked ? "1" : "" }));
  state.subscribe((changed) => {
    if (changed.has(key)) input.checked = state.get(key) === "1";
  });
  return el("div", { class: "check" }, input, el("label", { for: `${key}-box` }, label));
}

/**
 * A switch for the map of the Netherlands below; none on a page of elsewhere.
 * @param {Page} page @param {State} state
 */
function tilesToggle(page, state) {
  return page.content.view?.base.no_tiles ? [] : [toggle(say("tiles"), "tiles", state)];
}

/** What the colours and signs of a map mean. @param {[HTMLElement, string][]} rows */
function legendOf(rows) {
  return el("ul", { class: "legend", "aria-label": say("legend") },
    ...rows.map(([sign, text]) => el("li", {}, sign, text)));
}
