/** Labels to the server: soon after each change, never over somebody else's. */

import { ask } from "../api.mjs";
import { told } from "./edits.mjs";
import { addressOf, send } from "./pictures.mjs";

const SOON_MS = 600;
const AGAIN_MS = 3000;

export class Saver {
  /** `on` has `status(key, detail)`, `saved(labels)` and `conflict(labels)`, which gives "mine" or "theirs". */
  constructor(on) {
    this.on = on;
    this.waiting = new Map();
    this.running = new Map();
    this.refused = new Set();
  }

  /** Whether anything is not saved yet. */
  get busy() {
    return this.waiting.size + this.running.size + this.refused.size > 0;
  }

  /** Save these soon. */
  soon(labels, wait = SOON_MS) {
    clearTimeout(this.waiting.get(labels));
    this.waiting.set(labels, setTimeout(() => this.now(labels), wait));
    if (wait === SOON_MS) this.on.status("dataset.saving");
  }

  /** Save these now, if need be; whether the server has them. */
  async now(labels) {
    clearTimeout(this.waiting.get(labels));
    this.waiting.delete(labels);
    while (this.running.has(labels)) await this.running.get(labels);
    this.refused.delete(labels);
    let done = true;
    if (labels.dirty) {
      const run = this.#save(labels).finally(() => this.running.delete(labels));
      this.running.set(labels, run);
      done = await run;
    }
    if (done && !this.busy) this.on.status("dataset.saved");
    return done;
  }

  /** Save everything that waits: the page is left. */
  all() {
    for (const labels of this.waiting.keys()) this.now(labels);
  }

  async #save(labels) {
    const { people, version } = labels;
    try {
      const reply = await send("labels", labels.file, { people: told(people), version });
      labels.keep(people, reply.version);
      this.on.saved(labels, reply.people.length);
      return true;
    } catch (error) {
      return this.#failed(labels, error);
    }
  }

  async #failed(labels, error) {
    if (error.code === "server_conflict") return this.#settle(labels);
    const away = error.code === "server_away" || error.code === "server_broken";
    this.on.status(away ? "dataset.away" : "dataset.refused", error.detail);
    if (away) this.soon(labels, AGAIN_MS);
    else this.refused.add(labels);
    return false;
  }

  /** Somebody else was faster: whose labels shall hold? Either can be undone. */
  async #settle(labels) {
    const theirs = await ask(addressOf("labels", labels.file)).catch(() => null);
    if (!theirs) {
      this.soon(labels, AGAIN_MS);
      return false;
    }
    const mine = (await this.on.conflict(labels)) === "mine";
    labels.version = theirs.version;
    if (mine) return this.#save(labels);
    labels.change(theirs.people);
    labels.keep(labels.people, theirs.version);
    this.on.saved(labels, theirs.people.length);
    return true;
  }
}
