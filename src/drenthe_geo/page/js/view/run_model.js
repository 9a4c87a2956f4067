const NO_ROUTE = 2 ** 32 - 1;

/** @typedef {{ id: string; name: string; phrase: string; low: number; high: number; places: Packed; people: Packed; people_nearest: Packed; cells: Packed; cells_nearest: Packed }} RunMode */
/** @typedef {{ id: string; name: string; intercity: boolean; own: boolean; asked: boolean; at: Lonlat }} RunStation */
/** @typedef {{ id: string; name: string; kind: string; at: Lonlat; people?: number; in?: string; snap?: number }} RunPoint */
/** @typedef {{ line: Lonlat[]; km: number; roads: [string, number][] }} Route */
/** @typedef {{ mode: string; which: string; direction: string; cutoffs: number[]; perMinute: number; stepDs: number; frame: Frame; modes: RunMode[]; stations: RunStation[]; places: RunPoint[]; people: Packed; routes: Record<string, Route> }} RunData */
/** @typedef {{ id: string; name: string; low: number; high: number; places: Numbers; people: Numbers; nearest: Numbers; cells: Uint8Array; cellsNearest: Uint8Array }} Measured */

/** What was measured, by mode, and what follows from it for the stations that count now. */
class RunModel {
  /** @param {RunData} data @param {Uint32Array} heads @param {State} state */
  constructor(data, heads, state) {
    this.data = data;
    this.heads = heads;
    this.state = state;
    this.asked = data.stations.filter((one) => one.asked).length;
    this.all = heads.reduce((sum, one) => sum + one, 0);
    /** @type {Map<string, Measured>} */
    this.measured = new Map();
  }

  /** @param {string} mode @returns {Promise<Measured>} */
  async modeOf(mode) {
    const held = this.measured.get(mode);
    if (held) return held;
    const one = this.data.modes.find((some) => some.id === mode) ?? this.data.modes[0];
    if (!one) throw new Error(mode);
    const [places, people, nearest, cells, cellsNearest] = await Promise.all(
      [one.places, one.people, one.people_nearest, one.cells, one.cells_nearest].map(unpack));
    if (!places || !people || !nearest || !(cells instanceof Uint8Array) || !(cellsNearest instanceof Uint8Array)) {
      throw new Error(mode);
    }
    const made = { id: one.id, name: one.name, low: one.low, high: one.high, places, people, nearest,
      cells, cellsNearest };
    this.measured.set(mode, made);
    return made;
  }

  /** Numbers of the stations that count now. */
  counting() {
    const to = this.data.stations.findIndex((one) => one.id === this.state.get("to"));
    if (to >= 0) return [to];
    return this.data.stations.map((one, at) => (this.state.get("set") === "all" || one.own ||
      (this.data.which === "own" && one.asked) ? at : -1)).filter((at) => at >= 0);
  }

  /** Whether the nearest of all counts, of which no station has cells and people of its own. */
  isAll() {
    return this.state.get("set") === "all" && this.state.get("to") === "";
  }

  /** Steps of the cells, and which station each is nearest to. @param {Measured} mode */
  cellsOf(mode) {
    const size = this.data.frame.columns * this.data.frame.rows;
    if (this.isAll()) {
      return { steps: mode.cells.subarray(this.asked * size), which: mode.cellsNearest };
    }
    const steps = new Uint8Array(size).fill(FAR);
    const which = new Uint8Array(size).fill(FAR);
    for (const station of this.counting().filter((one) => one < this.asked)) {
      const own = mode.cells.subarray(station * size, (station + 1) * size);
      for (let cell = 0; cell < size; cell += 1) {
        const found = own[cell] ?? FAR;
        if (found < (steps[cell] ?? 0)) {
          steps[cell] = found;
          which[cell] = station;
        }
      }
    }
    return { steps, which };
  }

  /** Tenths of a second and station of each who lives here. @param {Measured} mode */
  peopleOf(mode) {
    const width = this.asked + 1;
    const counting = this.counting().filter((one) => one < this.asked);
    const least = new Uint32Array(this.heads.length);
    const which = new Uint8Array(this.heads.length);
    for (let who = 0; who < least.length; who += 1) {
      if (this.isAll()) {
        least[who] = mode.people[who * width + this.asked] ?? 0;
        which[who] = mode.nearest[who] ?? FAR;
        continue;
      }
      let best = 65535;
      let station = FAR;
      for (const one of counting) {
        const found = mode.people[who * width + one] ?? 65535;
        if (found < best) [best, station] = [found, one];
      }
      least[who] = best;
      which[who] = station;
    }
    return { least, which };
  }

  /** @param {Measured} mode @param {number} point @returns {[number, number][]} station and time, shortest first */
  timesOf(mode, point) {
    const width = this.data.stations.length;
    return this.counting().map((one) => /** @type {[number, number]} */ ([one,
      mode.places[point * width + one] ?? NO_ROUTE])).sort(([, one], [, other]) => one - other);
  }
}
