// The draws of siting/chance.py again: whole numbers, tables, sums, products and square roots, so
// that a browser finds to the last digit what Python finds. No `Math.exp`, `log` or `pow` here.

/** @typedef {{ normal: number[]; waiting: number[]; chance: number[]; furthest: number; steps: number }} ChanceTables */

const GOLDEN = 0x9e3779b9;
const LEAST_ROOT = 1e-3;
const MOST_FADED = 700;

/** Mix the bits of a word. @param {number} word */
function mixed(word) {
  let bits = word ^ (word >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Draw words of 32 bits. @param {number} key @param {number} count @param {number} seed */
function wordsOf(key, count, seed) {
  return Uint32Array.from({ length: count }, (_, draw) =>
    mixed((key + mixed((Math.imul(draw, GOLDEN) + seed) >>> 0)) >>> 0));
}

/** Take e to the power of less `by`. @param {number} by */
function faded(by) {
  const part = Math.min(by, MOST_FADED) / -4096;
  let power = 1;
  for (let term = 8; term > 0; term -= 1) {
    power = 1 + (part / term) * power;
  }
  for (let half = 0; half < 12; half += 1) {
    power *= power;
  }
  return power;
}

/** A gamma draw. @param {number} shape @param {number} normal @param {number} wait */
function gammaOf(shape, normal, wait) {
  const larger = shape + 1;
  const plain = 1 - 1 / (9 * larger) + (1 / (3 * Math.sqrt(larger))) * normal;
  const root = Math.max(plain, LEAST_ROOT);
  return larger * (root * root * root) * faded(wait / shape);
}

/** What is drawn for criteria and sites, each when it is asked for first. */
class Chance {
  /** @param {ChanceTables} tables @param {number} count @param {number} seed */
  constructor(tables, count, seed) {
    this.tables = tables;
    this.count = count;
    this.seed = seed;
    /** @type {Map<string, Float64Array>} */
    this.made = new Map();
  }

  /** @param {string} what @param {() => Float64Array} make */
  once(what, make) {
    const held = this.made.get(what) ?? make();
    this.made.set(what, held);
    return held;
  }

  /** Normal draws. @param {number} key */
  normals(key) {
    return this.once(`normal ${key}`, () => Float64Array.from(
      wordsOf(key, this.count, this.seed), (word) => this.tables.normal[word >>> 20] ?? 0));
  }

  /** Exponential draws. @param {number} key */
  waits(key) {
    return this.once(`wait ${key}`, () => Float64Array.from(
      wordsOf(key, this.count, this.seed), (word) => this.tables.waiting[word & 4095] ?? 0));
  }

  /** How likely less than a normal draw is. @param {number} normal */
  chanceOf(normal) {
    const table = this.tables.chance;
    const spot = (normal + this.tables.furthest) * this.tables.steps;
    const at = Math.min(Math.max(spot, 0), table.length - 1);
    const step = Math.min(Math.floor(at), table.length - 2);
    const [one, other] = [table[step] ?? 0, table[step + 1] ?? 0];
    return one + (at - step) * (other - one);
  }

  /** What a site's values have in common. @param {number} site key @param {number[]} regions keys */
  common(site, regions) {
    return this.once(`common ${site}`, () => {
      const keys = regions.length > 0 ? regions : [site];
      const parts = keys.map((key) => this.normals(key));
      return Float64Array.from({ length: this.count }, (_, draw) => {
        let sum = parts[0]?.[draw] ?? 0;
        for (const part of parts.slice(1)) {
          sum += part[draw] ?? 0;
        }
        return sum / Math.sqrt(keys.length);
      });
    });
  }

  /**
   * Where in its range a value lies, from 0 to 1.
   * @param {number} criterion key
   * @param {number} site key
   * @param {number[]} regions keys
   * @param {number} share of the variance that a region has in common
   */
  within(criterion, site, regions, share) {
    return this.once(`within ${criterion} ${site}`, () => {
      const common = this.common(site, regions);
      const words = wordsOf(mixed((site + mixed(criterion)) >>> 0), this.count, this.seed);
      const [both, alone] = [Math.sqrt(share), Math.sqrt(1 - share)];
      return Float64Array.from(words, (word, draw) => this.chanceOf(
        both * (common[draw] ?? 0) + alone * (this.tables.normal[word >>> 20] ?? 0)));
    });
  }
}
