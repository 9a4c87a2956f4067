/**
 * What a reader has chosen, by key; all of it is text. It stands in the address after `#`, so that
 * a link restores it; what is as it was at first is left out there.
 */
class State {
  /** @param {Changes} defaults */
  constructor(defaults) {
    /** @type {Changes} */
    this.defaults = { ...defaults };
    /** @type {Changes} */
    this.held = {};
    /** @type {((changed: Set<string>) => void)[]} */
    this.listeners = [];
    this.read();
    window.addEventListener("hashchange", () => {
      const before = { ...this.defaults, ...this.held };
      this.read();
      const after = { ...this.defaults, ...this.held };
      const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
      this.tell(new Set([...keys].filter((key) => before[key] !== after[key])));
    });
  }

  /** Say what keys are at first; what the address says comes before it. @param {Changes} more */
  begin(more) {
    Object.assign(this.defaults, more);
  }

  /** @param {string} key @returns {string} empty where nothing was chosen */
  get(key) {
    return this.held[key] ?? this.defaults[key] ?? "";
  }

  /** @param {string} key @returns {number} */
  number(key) {
    return Number(this.get(key));
  }

  /** Choose, and tell who listens. @param {Changes} changes */
  set(changes) {
    const changed = new Set(
      Object.keys(changes).filter((key) => this.get(key) !== changes[key]),
    );
    for (const key of changed) {
      this.held[key] = changes[key] ?? "";
    }
    if (changed.size > 0) {
      this.write();
      this.tell(changed);
    }
  }

  /** @param {(changed: Set<string>) => void} listener told the keys that changed */
  subscribe(listener) {
    this.listeners.push(listener);
  }

  /** @param {Set<string>} changed */
  tell(changed) {
    if (changed.size > 0) {
      this.listeners.forEach((listener) => listener(changed));
    }
  }

  read() {
    this.held = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  }

  write() {
    const chosen = Object.entries(this.held)
      .filter(([key, value]) => value !== (this.defaults[key] ?? ""))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const hash = `#${new URLSearchParams(chosen)}`;
    try {
      history.replaceState(null, "", hash);
    } catch {
      location.replace(hash); // a browser that lets no file change its address otherwise
    }
  }
}
