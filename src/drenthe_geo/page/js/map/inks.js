/** @param {string} ink @returns {[number, number, number]} */
function rgb(ink) {
  const value = parseInt(ink.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The ink of so many minutes, as on paper and in QGIS. @param {Inks} inks @param {number} minutes */
function minuteInk(inks, minutes) {
  const known = inks.minutes;
  const above = known.findIndex(([end]) => end >= minutes);
  const [end, ink] = known[above === -1 ? known.length - 1 : above] ?? [0, "#888888"];
  const before = known[above - 1];
  if (above < 1 || end === minutes || !before) return ink;
  const share = (minutes - before[0]) / (end - before[0]);
  const [low, high] = [rgb(before[1]), rgb(ink)];
  const mixed = low.map((one, at) => Math.round(one + share * ((high[at] ?? 0) - one)));
  return `#${mixed.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Bands up to a number of minutes: those that were asked about and are less, beyond them the steps
 * of the inks, and itself.
 * @param {Inks} inks
 * @param {number[]} cutoffs
 * @param {number} most
 * @returns {Band[]}
 */
function bandsTo(inks, cutoffs, most) {
  const last = cutoffs.at(-1) ?? 0;
  const further = inks.minutes.map(([end]) => end).filter((end) => end > last && end < most);
  const ends = [...cutoffs.filter((one) => one < most), ...further, most].slice(-8);
  return ends.map((upTo, at) => ({
    upTo,
    color: minuteInk(inks, upTo),
    label: at === 0 ? say("up_to", { n: num1(upTo) })
      : say("between", { low: num1(ends[at - 1] ?? 0), high: num1(upTo) }),
  }));
}

/** A number with a decimal only where it has one. @param {number} value */
function num1(value) {
  return num(value, Number.isInteger(value) ? 0 : 1);
}

/**
 * Choose a tint for each station, so that no two whose land touches have the same.
 * @param {string[]} tints
 * @param {Uint8Array} which station of each cell
 * @param {number} columns
 * @returns {Map<number, string>}
 */
function tintsOf(tints, which, columns) {
  /** @type {Map<number, Set<number>>} */
  const beside = new Map();
  for (let cell = 0; cell < which.length; cell += 1) {
    const one = which[cell] ?? FAR;
    if (one === FAR) continue;
    if (!beside.has(one)) beside.set(one, new Set());
    for (const other of [which[cell + 1] ?? FAR, which[cell + columns] ?? FAR]) {
      if (other === FAR || other === one) continue;
      beside.get(one)?.add(other);
      beside.set(other, (beside.get(other) ?? new Set()).add(one));
    }
  }
  /** @type {Map<number, string>} */
  const found = new Map();
  for (const one of [...beside.keys()].sort((a, b) => a - b)) {
    const taken = new Set([...(beside.get(one) ?? [])].map((other) => found.get(other)));
    const wished = [...tints.slice(one % tints.length), ...tints];
    found.set(one, wished.find((ink) => !taken.has(ink)) ?? "#888888");
  }
  return found;
}
