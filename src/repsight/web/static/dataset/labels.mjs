/** The labels of one picture while they are corrected: what is selected, and what can be undone. */

/** Steps that can be undone. */
const MOST_STEPS = 500;
/** Changes of the same kind within this time are undone together. */
const TOGETHER_MS = 1000;

export class Labels {
  /** `people` and `version` as the server gave them. */
  constructor(file, size, { people, version }) {
    this.file = file;
    this.size = size;
    this.people = people;
    this.saved = people;
    this.version = version;
    this.person = people.length ? 0 : null;
    this.point = null;
    this.done = [];
    this.undone = [];
    this.last = { kind: null, at: 0 };
  }

  /** Whether the server has not been told of everything. */
  get dirty() {
    return this.people !== this.saved;
  }

  /** The selected person, or null. */
  get selected() {
    return this.people[this.person] ?? null;
  }

  /** Select a person, and a point of it or none. */
  select(person, point = null) {
    this.person = this.people[person] ? person : null;
    this.point = this.person === null ? null : point;
  }

  /** Take these people instead; changes of one `kind` soon after each other are one step. */
  change(people, kind = null) {
    const now = performance.now();
    const together = kind !== null && kind === this.last.kind && now - this.last.at < TOGETHER_MS;
    if (!together) this.done.push(this.#now());
    if (this.done.length > MOST_STEPS) this.done.shift();
    this.undone = [];
    this.last = { kind, at: now };
    this.people = people;
    this.select(this.person, this.point);
  }

  /** Go back a step; false where there is none. */
  undo() {
    return this.#step(this.done, this.undone);
  }

  /** Go on a step that was undone; false where there is none. */
  redo() {
    return this.#step(this.undone, this.done);
  }

  /** The server has these people under that version. */
  keep(people, version) {
    this.saved = people;
    this.version = version;
  }

  #now() {
    return { people: this.people, person: this.person, point: this.point };
  }

  #step(from, to) {
    const step = from.pop();
    if (!step) return false;
    to.push(this.#now());
    this.people = step.people;
    this.select(step.person, step.point);
    this.last = { kind: null, at: 0 };
    return true;
  }
}
