// Scores, ranks, shares of draws and the verdict by any weights: what `Suggestion.reweigh` gives,
// to the last digit. Sums run over the criteria one by one, in the order that Python has them.

/** @typedef {(number | null)[]} Row values of a site by criterion; null where missing */
/** @typedef {{ draws: number; seed: number; concentration: number; robust_share: number; leaning_share: number; tie_score: number; common_share: number; rounding: number; tied: number; scaled: number }} WeighSettings */
/** @typedef {{ criteria: string[]; sites: string[]; weights: number[]; viewpoints: { name: string; weights: number[] }[]; worth: Row[]; low: Row[]; high: Row[]; then: Row[] | null; out: boolean[]; fits: boolean[]; criterionKeys: number[]; siteKeys: number[]; regionKeys: number[][]; settings: WeighSettings }} Weighing */
/** @typedef {{ first: number; top_three: number; first_anyhow: number; top_three_anyhow: number; first_ranges: number; regret: number }} TrialShares */
/** @typedef {"robust" | "robust_to_weights" | "leaning" | "toss_up" | "open"} VerdictWord */
/** @typedef {{ word: VerdictWord; first: number; second: number; lead: number; shares: Map<number, TrialShares>; without: Map<number, number>; viewpoints: number[][]; firstBy: number[]; fallback: number; tests: Record<string, number> }} Judgement */
/** @typedef {{ share: number[]; order: number[]; ranking: number[]; rank: (number | null)[]; score: number[]; low: number[]; high: number[]; parts: number[][]; verdict: Judgement }} Weighed */

const TESTS = ["candidates", "viewpoints", "timetable", "to_verify"];
const NO_SITE = -1;

/** Round to whole numbers, a half to the even one. @param {number} value */
function rounded(value) {
  const whole = Math.round(value);
  return whole - value === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
}

/** Criteria as Python's tables have them. @param {Weighing} data @param {number[]} weights */
function orderOf(data, weights) {
  const asked = [weights, ...data.viewpoints.map((one) => one.weights)];
  return [...new Set(asked.flatMap((own) => own.flatMap((weight, at) => (weight > 0 ? [at] : []))))];
}

/** @param {number[]} weights @param {number[]} order */
function sumOf(weights, order) {
  let sum = 0;
  for (const at of order) sum += weights[at] ?? 0;
  return sum;
}

/** @param {number[]} weights @param {number[]} order @param {number} scaled */
function shareOf(weights, order, scaled) {
  const sum = sumOf(weights, order);
  return Math.abs(sum - 1) < scaled ? [...weights] : weights.map((weight) => weight / sum);
}

/** @param {Row} row @param {number[]} share @param {number[]} order @param {number} missing */
function scoreOf(row, share, order, missing = 0) {
  let sum = 0;
  for (const at of order) sum += (row[at] ?? missing) * (share[at] ?? 0);
  return sum;
}

/** What is missing counts as the rest of its site does. @param {Row} row @param {number[]} share @param {number[]} order */
function filledOf(row, share, order) {
  if (order.every((at) => (row[at] ?? null) !== null)) return row;
  const known = sumOf(share.map((own, at) => ((row[at] ?? null) === null ? 0 : own)), order);
  const mean = known > 0 ? scoreOf(row, share, order) / known : 0;
  return row.map((value) => value ?? mean);
}

/** @param {number[]} values @returns {number} where the largest is, the first of equal ones */
function largest(values) {
  let best = 0;
  values.forEach((value, at) => {
    if (value > (values[best] ?? 0)) best = at;
  });
  return best;
}

/** Weighs one suggestion as often as a reader likes. */
class Scales {
  /** @param {Weighing} data @param {ChanceTables} tables */
  constructor(data, tables) {
    this.data = data;
    this.chance = new Chance(tables, data.settings.draws, data.settings.seed);
    this.inside = data.sites.map((_, site) => site).filter((site) => !data.out[site]);
  }

  /** First of the sites that are in, by some weights. @param {Row[]} rows @param {number[]} share @param {number[]} order */
  first(rows, share, order) {
    const scores = this.inside.map((site) =>
      rounded(scoreOf(filledOf(rows[site] ?? [], share, order), share, order) / this.data.settings.rounding));
    return this.inside[largest(scores)] ?? NO_SITE;
  }

  /** @param {number[]} weights by criterion, not all of them nought @returns {Weighed} */
  weigh(weights) {
    const { data, inside } = this;
    const order = orderOf(data, weights);
    const share = shareOf(weights, order, data.settings.scaled);
    const filled = data.worth.map((row) => filledOf(row, share, order));
    const score = filled.map((row) => scoreOf(row, share, order));
    const steps = score.map((one) => rounded(one / data.settings.rounding));
    const rank = steps.map((own, site) => (data.out[site]
      ? null : 1 + inside.filter((other) => (steps[other] ?? 0) > own).length));
    const last = data.sites.length + 1;
    const ranking = data.sites.map((_, site) => site)
      .sort((one, other) => (rank[one] ?? last) - (rank[other] ?? last) || one - other);
    return { share, order, ranking, rank, score,
      low: data.low.map((row) => scoreOf(row, share, order, 0)),
      high: data.high.map((row) => scoreOf(row, share, order, 1)),
      parts: filled.map((row) => row.map((value, at) => (value ?? 0) * (share[at] ?? 0))),
      verdict: this.judge(share, order, ranking.filter((site) => !data.out[site]), score, filled) };
  }

  /** @param {number[]} share @param {number[]} order @param {number[]} ranked @param {number[]} score @param {Row[]} filled @returns {Judgement} */
  judge(share, order, ranked, score, filled) {
    const { data, inside } = this;
    const how = data.settings;
    const [first = NO_SITE, second = NO_SITE] = ranked;
    const used = order.filter((at) => (share[at] ?? 0) > 0);
    const near = this.trial(filled, this.drawn(share, used, how.concentration), used);
    const anyhow = this.trial(filled, this.drawn(share, used, null), used);
    const ranges = this.ranges(filled, share, used);
    const views = data.viewpoints.map((one) => shareOf(one.weights, order, how.scaled));
    const seen = views.map((own) => filled.map((row) => scoreOf(row, own, order)));
    const best = seen.map((own) => Math.max(...inside.map((site) => own[site] ?? 0)));
    const shares = new Map(inside.map((site, at) => [site, {
      first: near.first[at] ?? 0, top_three: near.top[at] ?? 0,
      first_anyhow: anyhow.first[at] ?? 0, top_three_anyhow: anyhow.top[at] ?? 0,
      first_ranges: ranges[at] ?? 0,
      regret: seen.length === 0 ? 0
        : Math.max(...seen.map((own, view) => (best[view] ?? 0) - (own[site] ?? 0))),
    }]));
    const without = new Map(used.map((out) => {
      const rest = used.filter((at) => at !== out);
      const sum = sumOf(share, rest);
      return [out, rest.length === 0 ? NO_SITE : this.first(data.worth, share.map((own) => own / sum), rest)];
    }));
    const lead = second === NO_SITE ? NaN : (score[first] ?? 0) - (score[second] ?? 0);
    const tops = seen.map((own) => inside[largest(inside.map((site) => own[site] ?? 0))] ?? NO_SITE);
    /** @type {Record<string, number>} */
    const tests = { candidates: first };
    if (tops.length > 0) tests["viewpoints"] = tops.find((site) => site !== first) ?? first;
    tests["to_verify"] = ranked.find((site) => data.fits[site]) ?? NO_SITE;
    if (data.then) tests["timetable"] = this.first(data.then, shareOf(share, used, how.scaled), used);
    const trials = shares.get(first);
    const least = Math.min(trials?.first ?? 0, trials?.first_ranges ?? 0);
    const alike = [...without.values()].every((site) => site === first || site === NO_SITE);
    /** @type {VerdictWord} */
    let word = "open";
    if (second !== NO_SITE && lead < how.tie_score) word = "toss_up";
    else if (second !== NO_SITE && least >= how.robust_share && alike) word = "robust_to_weights";
    else if (second !== NO_SITE && least >= how.leaning_share) word = "leaning";
    if (word === "robust_to_weights" && TESTS.every((name) => tests[name] === first)) word = "robust";
    return { word, first, second, lead, shares, without, viewpoints: seen,
      firstBy: seen.map((own) => ranked[largest(ranked.map((site) => own[site] ?? 0))] ?? NO_SITE),
      fallback: second, tests };
  }

  /**
   * Draw weights around the chosen ones, or over all of them; by used criterion.
   * @param {number[]} share @param {number[]} used @param {number | null} concentration
   */
  drawn(share, used, concentration) {
    const { data, chance } = this;
    const parts = used.map((at) => {
      const key = data.criterionKeys[at] ?? 0;
      const waits = chance.waits(key);
      if (concentration === null) return Float64Array.from(waits);
      const [normals, shape] = [chance.normals(key), (share[at] ?? 0) * concentration];
      return waits.map((wait, draw) => gammaOf(shape, normals[draw] ?? 0, wait));
    });
    for (let draw = 0; draw < chance.count; draw += 1) {
      let sum = 0;
      for (const part of parts) sum += part[draw] ?? 0;
      for (const part of parts) part[draw] = (part[draw] ?? 0) / sum;
    }
    return parts;
  }

  /** Count first places and places among the first three. @param {Row[]} filled @param {Float64Array[]} drawn @param {number[]} used */
  trial(filled, drawn, used) {
    const { inside, chance, data } = this;
    const { tied } = data.settings;
    const top = inside.map(() => 0);
    /** @type {Map<number, number[]>} by how many are first together */
    const firsts = new Map();
    const rows = inside.map((site) => Float64Array.from(used, (at) => filled[site]?.[at] ?? 0));
    const weights = new Float64Array(used.length);
    const scores = new Float64Array(inside.length);
    for (let draw = 0; draw < chance.count; draw += 1) {
      for (let at = 0; at < weights.length; at += 1) weights[at] = drawn[at]?.[draw] ?? 0;
      let [most, second, third] = [-1, -1, -1]; // the three best scores
      for (let spot = 0; spot < scores.length; spot += 1) {
        const row = /** @type {Float64Array} */ (rows[spot]);
        let score = 0;
        for (let at = 0; at < weights.length; at += 1) {
          score += /** @type {number} */ (row[at]) * /** @type {number} */ (weights[at]);
        }
        scores[spot] = score;
        if (score > most) [most, second, third] = [score, most, second];
        else if (score > second) [second, third] = [score, second];
        else if (score > third) third = score;
      }
      const bar = scores.length > 2 ? third : scores.length > 1 ? second : most;
      let together = 0;
      for (const one of scores) together += most - one <= tied ? 1 : 0;
      const counts = firsts.get(together) ?? inside.map(() => 0);
      firsts.set(together, counts);
      for (let spot = 0; spot < scores.length; spot += 1) {
        const one = scores[spot] ?? 0;
        if (most - one <= tied) counts[spot] = (counts[spot] ?? 0) + 1;
        if (bar <= one + tied) top[spot] = (top[spot] ?? 0) + 1;
      }
    }
    const first = inside.map(() => 0);
    for (const [many, counts] of [...firsts].sort(([one], [other]) => one - other)) {
      counts.forEach((count, spot) => { first[spot] = (first[spot] ?? 0) + count / many; });
    }
    return { first: first.map((sum) => sum / chance.count), top: top.map((sum) => sum / chance.count) };
  }

  /** Count first places with values anywhere in their ranges. @param {Row[]} filled @param {number[]} share @param {number[]} used */
  ranges(filled, share, used) {
    const { inside, chance, data } = this;
    const { draws, common_share: common } = data.settings;
    /** @param {number} site @param {number} at */
    const ends = (site, at) => {
      const middle = filled[site]?.[at] ?? 0;
      return [Math.min(data.low[site]?.[at] ?? 0, middle), middle, Math.max(data.high[site]?.[at] ?? 1, middle)];
    };
    /** @param {number} site @param {number} end */
    const bound = (site, end) => used.reduce((sum, at) => sum + (ends(site, at)[end] ?? 0) * (share[at] ?? 0), 0);
    // Who is behind another at his best, with that one at its worst, is first in no draw.
    const floor = Math.max(...inside.map((site) => bound(site, 0))) - data.settings.tied;
    const best = new Float64Array(draws).fill(-1);
    const winner = new Uint32Array(draws);
    inside.forEach((site, spot) => {
      if (bound(site, 2) < floor) return;
      const scores = new Float64Array(draws);
      for (const at of used) {
        const [least = 0, middle = 0, most = 0] = ends(site, at);
        const [span, weight] = [most - least, share[at] ?? 0];
        const rising = span > 0 ? (middle - least) / span : 0;
        const where = chance.within(data.criterionKeys[at] ?? 0, data.siteKeys[site] ?? 0,
          data.regionKeys[site] ?? [], common);
        for (let draw = 0; draw < draws; draw += 1) {
          const here = where[draw] ?? 0;
          const value = here < rising
            ? least + Math.sqrt(here * span * (middle - least))
            : most - Math.sqrt((1 - here) * span * (most - middle));
          scores[draw] = (scores[draw] ?? 0) + value * weight;
        }
      }
      scores.forEach((one, draw) => {
        if (one > (best[draw] ?? 0)) {
          best[draw] = one;
          winner[draw] = spot;
        }
      });
    });
    const counts = inside.map(() => 0);
    for (const spot of winner) counts[spot] = (counts[spot] ?? 0) + 1;
    return counts.map((count) => count / draws);
  }
}
