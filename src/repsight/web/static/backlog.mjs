/**
 * What was told to the server and is not yet safe there. It outlives a reload of the page: messages
 * are written to IndexedDB in pieces, and the last ones, when the page is left, to sessionStorage,
 * which is written at once.
 */

/** About 15 minutes at 30 a second; older ones give way. */
export const MOST_MESSAGES = 27000;
const WRITE_EVERY_MS = 500;
const DATABASE = "repsight";
const STORE = "messages";
const TAIL_KEY = "repsight.tail";

/** Messages `[seq, text]` of one session, in order. */
export class Backlog {
  constructor(id, database) {
    this.id = id;
    this.database = database;
    this.messages = [];
    this.written = -1;
    this.pieces = [];
    this.timer = setInterval(() => this.write(), WRITE_EVERY_MS);
  }

  /** The backlog of a session, with what a page before this one left. */
  static async open(id) {
    const backlog = new Backlog(id, await openDatabase());
    await backlog.read();
    return backlog;
  }

  /** Keep a message until `drop` says that it is safe. */
  add(seq, text) {
    this.messages.push([seq, text]);
    if (this.messages.length > MOST_MESSAGES) this.messages.shift();
  }

  /** Forget all messages up to `seq`. */
  drop(seq) {
    const keep = this.messages.findIndex(([number]) => number > seq);
    this.messages = keep < 0 ? [] : this.messages.slice(keep);
    const done = this.pieces.filter(({ last }) => last <= seq);
    this.pieces = this.pieces.filter(({ last }) => last > seq);
    for (const { first } of done) this.store("readwrite")?.delete([this.id, first]);
  }

  /** The messages after `seq`, at most so many. */
  after(seq, most) {
    const from = this.messages.findIndex(([number]) => number > seq);
    return from < 0 ? [] : this.messages.slice(from, from + most);
  }

  /** The last number kept; -1 for none. */
  get last() {
    return this.messages.at(-1)?.[0] ?? -1;
  }

  /** Write what is new to the database. */
  write() {
    const fresh = this.messages.filter(([seq]) => seq > this.written);
    if (!fresh.length) return;
    const [first, last] = [fresh[0][0], fresh.at(-1)[0]];
    this.store("readwrite")?.put({ id: this.id, first, last, messages: fresh });
    this.pieces.push({ first, last });
    this.written = last;
  }

  /** The page is being left: keep what the database may not get in time. */
  keepTail() {
    const tail = this.after(this.written, MOST_MESSAGES);
    try {
      sessionStorage.setItem(TAIL_KEY, JSON.stringify({ id: this.id, tail }));
    } catch {
      // Full or forbidden; the database has all but the last half second.
    }
    this.write();
  }

  /** The session is over: keep nothing of it. */
  clear() {
    clearInterval(this.timer);
    this.messages = [];
    for (const { first } of this.pieces) this.store("readwrite")?.delete([this.id, first]);
    sessionStorage.removeItem(TAIL_KEY);
  }

  async read() {
    const pieces = (await settled(this.store("readonly")?.getAll())) ?? [];
    const tail = JSON.parse(sessionStorage.getItem(TAIL_KEY) ?? "null");
    const found = new Map();
    for (const piece of pieces) {
      if (piece.id !== this.id) this.store("readwrite")?.delete([piece.id, piece.first]);
      else {
        this.pieces.push({ first: piece.first, last: piece.last });
        for (const message of piece.messages) found.set(...message);
      }
    }
    this.written = Math.max(-1, ...found.keys());
    if (tail?.id === this.id) for (const message of tail.tail) found.set(...message);
    this.messages = [...found].sort(([a], [b]) => a - b);
  }

  store(mode) {
    return this.database?.transaction(STORE, mode).objectStore(STORE) ?? null;
  }
}

/** The database; null where the browser has none to give, as in some private windows. */
async function openDatabase() {
  const request = window.indexedDB?.open(DATABASE, 1);
  if (!request) return null;
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["id", "first"] });
  return settled(request);
}

function settled(request) {
  if (!request) return Promise.resolve(null);
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}
