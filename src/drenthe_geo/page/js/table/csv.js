/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^(?:[\t\r\n]|[\s\u200b-\u200f\ufeff'"]*[=+@\-\uff1d\uff0b\uff20\uff0d\ufe66\ufe62\ufe6b\ufe63\u2212])/u;

/** Let a text stay a text. @param {string} text */
function safe(text) {
  return FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Write a table as CSV that a spreadsheet of its language opens by double click.
 * @param {Table} table
 * @param {string} lang
 */
function csvOf(table, lang) {
  const [mark, point] = lang === "nl" ? [";", ","] : [",", "."];
  /** @param {Cell} cell */
  const written = (cell) => {
    if (cell === null) return "";
    if (typeof cell === "number") return String(cell).replace(".", point);
    const text = typeof cell === "boolean" ? say(cell ? "yes" : "no") : safe(cell);
    return /[";,\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = [table.heads.map((one) => one.head), ...table.rows];
  return `\ufeff${rows.map((row) => row.map(written).join(mark)).join("\r\n")}\r\n`;
}
