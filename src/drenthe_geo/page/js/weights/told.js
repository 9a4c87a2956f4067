// What is said of a suggestion by any weights, in the sentences and the order of its dossier.

/** @typedef {{ title: string; unit: string; scale: string; shown: string[]; finer: string[]; far: boolean[] }} CriterionTold */
/** @typedef {{ site: number; room: string; beside: [number, number][] }} Seat */
/** @typedef {Weighing & { tables: ChanceTables; service: string; names: string[]; roles: { id: string; role: string }[]; places: string[]; measured: CriterionTold[]; viewpointNames: string[]; questions: string[][]; apart: { name: string; site: number | null; why: string[] }[]; seat: { margin: number; seats: Seat[] } | null; tests: string[]; least: number; leastPoints: number; most: number; forms: { decimal: string; percent: string; and: string; or: string }; sentences: Record<string, string>; texts: Record<string, string> }} WeightsPart */
/** @typedef {string | number | string[]} Said */

/** Write a number as `f"{value:.2f}"` does: once rounded from all its digits, a half to even. @param {number} value @param {number} digits */
function fixed(value, digits) {
  const size = Math.abs(value);
  const text = size.toFixed(digits);
  const isHalf = (size * 2 ** (digits + 1)) % 2 === 1 && (size * 10 ** digits) % 1 === 0.5;
  const even = isHalf ? (2 * Math.round((size * 10 ** digits) / 2) / 10 ** digits).toFixed(digits) : text;
  return value < 0 && Number(even) !== 0 ? `-${even}` : even;
}

/** Says sentences of Python's tables, and numbers as its language writes them. */
class Teller {
  /** @param {WeightsPart} data */
  constructor(data) {
    this.data = data;
  }

  /** @param {number} value @param {number} digits */
  number(value, digits) {
    return fixed(value, digits).replace(".", this.data.forms.decimal);
  }

  /** @param {number} share @param {number} [digits] */
  percent(share, digits = 0) {
    return this.number(100 * share, digits) + this.data.forms.percent;
  }

  /** @param {string} sentence @param {Record<string, Said>} values */
  fill(sentence, values) {
    return sentence.replace(/\{(\w+)(?::(\w+))?\}/g, (whole, name, way) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (Array.isArray(value)) return this.listed(value, way ?? "");
      if (typeof value === "number") {
        return /^n\d?$/.test(way ?? "") ? this.number(value, Number(way.slice(1))) : String(value);
      }
      return way === "low" ? value.slice(0, 1).toLowerCase() + value.slice(1) : value;
    });
  }

  /** @param {string[]} items @param {string} way as `words/slots.py` calls them */
  listed(items, way) {
    const { and, or } = this.data.forms;
    if (way !== "and" && way !== "or") {
      return items.join({ semi: "; ", space: " ", lines: "\n" }[way] ?? ", ");
    }
    const last = items.slice(-1).join("");
    return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${way === "and" ? and : or} ${last}`;
  }

  /** @param {string} key @param {Record<string, Said>} [values] */
  say(key, values = {}) {
    return this.fill(this.data.sentences[key] ?? key, values);
  }

  /** A word of this part of the page. @param {string} key @param {Record<string, Said>} [values] */
  text(key, values = {}) {
    return this.fill(this.data.texts[key] ?? key, values);
  }

  /** @param {number} site */
  name(site) {
    return this.data.names[site] ?? "";
  }

  /** A part of a score, or a difference of two, without its sign. @param {number} value */
  points(value) {
    const few = value !== 0 && Math.abs(value) < this.data.leastPoints;
    return this.say(few ? "dossier.few_points" : "dossier.points", { points: Math.abs(value) });
  }

  /** Put the unit behind a figure, if it is one. @param {CriterionTold | undefined} one @param {string} figure */
  withUnit(one, figure) {
    return /\d/.test(figure) ? this.fill(one?.unit ?? "{figure}", { figure }) : figure;
  }

  /** A measure against that of another site: in finer figures where those are alike. @param {number} at @param {number} first @param {number} second */
  against(at, first, second) {
    const one = this.data.measured[at];
    const alike = one?.shown[first] === one?.shown[second];
    const write = (alike ? one?.finer : one?.shown) ?? [];
    const [ours, theirs] = [write[first] ?? "", write[second] ?? ""];
    return this.say("dossier.why.against", { theirs: this.withUnit(one, theirs),
      ours: one?.far[second] ? this.withUnit(one, ours) : ours });
  }

  /** The answer: the first site, its score, the verdict. @param {Weighed} found */
  answer(found) {
    const { verdict: { first, second, word } } = found;
    const kept = found.ranking.filter((site) => !this.data.out[site]).length;
    const all = this.data.sites.length;
    const told = { site: this.name(first), gemeente: this.data.places[first] ?? "",
      count: kept > 1 ? kept : all, score: this.number(found.score[first] ?? 0, 2),
      range: this.say("dossier.range", { low: found.low[first] ?? 0, high: found.high[first] ?? 0 }) };
    if (word === "toss_up" && kept > 1) {
      return this.say("dossier.answer.toss_up", { ...told, second: this.name(second),
        other: this.number(found.score[second] ?? 0, 2), tie: this.data.settings.tie_score });
    }
    const key = kept > 1 ? "first" : all > 1 ? "only_left" : "only";
    return this.say(`dossier.answer.${key}`, { ...told, verdict: this.say(`dossier.verdict.${word}`),
      meaning: this.say(`dossier.meaning.${word}`) });
  }

  /** Why one site stands before another. @param {Weighed} found @param {number} first @param {number} second */
  why(found, first, second) {
    const { least, most } = this.data;
    const gains = found.order.map((at) => ({ at,
      by: (found.parts[first]?.[at] ?? 0) - (found.parts[second]?.[at] ?? 0) }))
      .sort((one, other) => other.by - one.by);
    const more = gains.filter((one) => one.by >= least).slice(0, most);
    const less = gains.filter((one) => one.by <= -least).reverse().slice(0, most);
    const key = more.length > 0 ? (less.length > 0 ? "both" : "more") : less.length > 0 ? "less" : "none";
    /** @param {{ at: number; by: number }[]} some @param {string} how */
    const each = (some, how) => some.map(({ at, by }) => this.say(`dossier.why.${how}`, {
      criterion: this.data.measured[at]?.title ?? "", points: this.points(by),
      measures: this.against(at, first, second) }));
    const [score, other] = [found.score[first] ?? 0, found.score[second] ?? 0];
    return this.say(`dossier.why.${key}`, { first: this.name(first), second: this.name(second),
      score: this.number(score, 2), other: this.number(other, 2),
      difference: this.points(score - other),
      more: each(more, "ahead"), less: each(less, "behind") });
  }

  /** What the first place stands, what it does not, and what was not tried. @param {Weighed} found */
  tests(found) {
    const { verdict } = found;
    const { first, tests } = verdict;
    /** @param {string[]} names */
    const called = (names) => names.map((name) => this.say(`dossier.test.${name}`));
    const stood = this.data.tests.filter((name) => tests[name] === first);
    const said = [];
    if (verdict.shares.size > 1 && stood.length > 0) {
      said.push(this.say("dossier.sure.stands", { first: this.name(first), tests: called(stood) }));
    }
    for (const name of this.data.tests) {
      const other = tests[name];
      if (other === undefined || other === first) continue;
      if (name === "viewpoints") {
        const viewpoints = verdict.firstBy.flatMap((site, view) => (site === first ? []
          : [this.say("dossier.sure.first_from", { other: this.name(site),
            viewpoint: this.data.viewpointNames[view] ?? "" })]));
        said.push(this.say("dossier.sure.fails_viewpoints", { viewpoints }));
      } else if (name === "to_verify") {
        said.push(this.say(`dossier.sure.fails_to_verify${other < 0 ? "_alone" : ""}`,
          { first: this.name(first), questions: this.data.questions[first] ?? [], other: this.name(other) }));
      } else {
        said.push(this.say(`dossier.sure.fails_${name}`, { other: this.name(other) }));
      }
    }
    const untried = this.data.tests.filter((name) => tests[name] === undefined);
    if (untried.length > 0) said.push(this.say("dossier.sure.untried", { tests: called(untried) }));
    if (verdict.fallback >= 0) {
      said.push(this.say("dossier.sure.fallback", { first: this.name(first), other: this.name(verdict.fallback) }));
    }
    return said;
  }

  /** Without which criterion another is first. @param {Weighed} found */
  without({ verdict }) {
    return [...verdict.without].flatMap(([at, site]) => (site < 0 || site === verdict.first ? []
      : [this.say("dossier.sure.without", { criterion: this.data.measured[at]?.title ?? "", other: this.name(site) })]));
  }

  /** Whether a service had better stay where it sits; empty where it sits at none. @param {Weighed} found */
  advice(found) {
    if (!this.data.seat) return "";
    const { margin, seats } = this.data.seat;
    const own = seats.map((one) => one.site);
    const seat = seats.find((one) => one.site === found.ranking.find((site) => own.includes(site)));
    if (!seat) return "";
    const others = found.ranking.filter((site) => !this.data.out[site] && !own.includes(site));
    /** @param {number} site */
    const ahead = (site) => (found.score[site] ?? 0) - (found.score[seat.site] ?? 0);
    const fitting = others.filter((site) => this.data.fits[site]);
    const winner = fitting.slice(0, 1).find((site) => ahead(site) > margin);
    const away = new Map(seat.beside);
    const beside = others.find((site) => away.has(site));
    const other = winner ?? others[0];
    const lead = other === undefined ? NaN : ahead(other);
    let key = "alone";
    if (winner !== undefined) key = "move";
    else if (seat.room === "no" && beside !== undefined) key = "grow_beside";
    else if (other !== undefined) key = lead > margin ? "unless_verified" : lead > 0 ? "within" : "best";
    return this.say(`siting.seat.${key}`, { seat: this.name(seat.site), score: found.score[seat.site] ?? 0,
      other: this.name(other ?? -1), lead: Math.abs(lead), margin,
      beside: this.name(beside ?? -1), beside_km: (away.get(beside ?? -1) ?? 0) / 1000 });
  }
}
