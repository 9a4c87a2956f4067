/**
 * Make an element. What it holds is text or other elements, never markup.
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} [with_] attributes; `on…`
 *   are listeners, false ones are left out
 * @param {...(Node | string)} content
 * @returns {HTMLElement}
 */
function el(tag, with_ = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(with_)) {
    if (typeof value === "function") {
      made.addEventListener(name.slice(2), value);
    } else if (value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...content);
  return made;
}

/** @param {string} id */
function byId(id) {
  return document.getElementById(id);
}

/** Hand a file to the reader. @param {string} name @param {BlobPart} content @param {string} type */
function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A coloured sign for a legend. @param {string} color @param {string} [shape] */
function swatch(color, shape = "square") {
  const made = el("span", { class: `swatch ${shape}`, "aria-hidden": "true" });
  made.style.setProperty("--ink", color);
  return made;
}
