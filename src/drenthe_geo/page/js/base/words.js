/** @type {Content} */
const CONTENT = JSON.parse(document.getElementById("data")?.textContent ?? "{}");

/**
 * Say something in the language of the page.
 * @param {string} key
 * @param {Record<string, string | number>} [values] what fills its places
 */
function say(key, values = {}) {
  const text = CONTENT.texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @type {Intl.NumberFormat[]} by decimals: a new one each time takes most of the time of a table */
const NUMBERS = [];

/** @param {number} value @param {number} [decimals] */
function num(value, decimals = 0) {
  const held = (NUMBERS[decimals] ??= new Intl.NumberFormat(CONTENT.lang, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }));
  return held.format(value);
}

/** @param {number} share @param {number} [decimals] */
function percent(share, decimals = 0) {
  return `${num(100 * share, decimals)}\u00a0%`;
}
