/** @type {Map<string, Part>} */
const PARTS = new Map();

/** Say what shows the data of a part, see main.js. @param {Part} part */
function registerPart(part) {
  PARTS.set(part.name, part);
}

/** Show all parts that the page has data of. @param {HTMLElement} root @param {Page} page */
function mountParts(root, page) {
  for (const [name, data] of Object.entries(page.content.view?.parts ?? {})) {
    const box = el("section", { class: "part text", id: `part-${name}` });
    root.append(box);
    PARTS.get(name)?.mount(box, data, page);
  }
}

/** @typedef {{ name: string; start: (page: Page) => void | Promise<void> }} Viewer */

/** @type {Map<string, Viewer>} */
const VIEWERS = new Map();

/** Say what shows the map of a question. @param {Viewer} viewer */
function registerView(viewer) {
  VIEWERS.set(viewer.name, viewer);
}
