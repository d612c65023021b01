/** How often something happens. */

const WINDOW_MS = 2000;

/** Counts events of the last two seconds. */
export class Rate {
  constructor() {
    this.times = [];
  }

  /** It happened now. */
  count() {
    const now = performance.now();
    this.times.push(now);
    while (this.times[0] < now - WINDOW_MS) this.times.shift();
  }

  /** Events a second. */
  get perSecond() {
    const span = (this.times.at(-1) ?? 0) - (this.times[0] ?? 0);
    return span > 0 ? ((this.times.length - 1) * 1000) / span : 0;
  }
}
