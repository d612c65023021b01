/** The session under way, kept in this tab so that a reload goes on with it. */

const KEY = "repsight.session";

/** What was kept, or null: `{id, session, key, seq, t, epoch, settings, engine, mode}`. */
export function readRecord() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** Keep it. */
export function writeRecord(record) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(record));
  } catch {
    // Without storage a reload begins anew; nothing else is lost.
  }
}

/** Forget it. */
export function clearRecord() {
  sessionStorage.removeItem(KEY);
}

/** Seconds since the session began, rising also over reloads of the page. */
export class SessionClock {
  constructor(record) {
    this.record = record;
    record.epoch ??= performance.timeOrigin + performance.now();
    this.last = record.t ?? 0;
  }

  /** The seconds of a moment in the page's milliseconds; each later than the one before. */
  at(milliseconds = performance.now()) {
    const t = (performance.timeOrigin + milliseconds - this.record.epoch) / 1000;
    this.last = Math.max(t, this.last + 0.001);
    this.record.t = this.last;
    return Math.round(this.last * 1e4) / 1e4;
  }

  /** Never again a time up to `t`: the server has it already. */
  passed(t) {
    this.last = Math.max(this.last, t ?? 0);
  }
}
