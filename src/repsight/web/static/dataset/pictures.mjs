/** The pictures of the data set as the server knows them, and those that are shown of them. */

import { ask } from "../api.mjs";

export const STATES = ["all", "unseen", "seen", "flagged"];

const WANTED = {
  all: () => true,
  unseen: ({ looked }) => !looked,
  seen: ({ looked }) => looked,
  flagged: ({ flagged }) => flagged,
};

/** The address of something of a picture. */
export const addressOf = (what, file) => `api/dataset/${what}?file=${encodeURIComponent(file)}`;

/** Send JSON to the address of a picture. */
export const send = (what, file, body) => ask(addressOf(what, file), {
  method: "PUT",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  keepalive: body.people === undefined || body.people.length < 20, // browsers allow 64 KB of it
});

export class Pictures {
  /** `told` is what the server says of the data set. */
  constructor(told) {
    this.all = told.pictures;
    this.byFile = new Map(told.pictures.map((row) => [row.file, row]));
    this.cursor = told.cursor;
    this.filter = { split: "", why: "", state: "all", name: "" };
    this.show({});
  }

  /** The splits, or reasons, that there are, in order of appearance. */
  values(name) {
    return [...new Set(this.all.flatMap((row) => row[name]))];
  }

  /** How many were looked at, of those that split, reason and name choose. */
  get progress() {
    const { split, why, name } = this.filter;
    const chosen = this.all.filter((row) => matches(row, { split, why, name, state: "all" }));
    return { looked: chosen.filter(({ looked }) => looked).length, all: chosen.length };
  }

  /** Choose what is shown. A picture that is marked stays in the list until the choice changes. */
  show(filter) {
    Object.assign(this.filter, filter);
    this.shown = this.all.filter((row) => matches(row, this.filter));
  }

  /** The picture so many places further in what is shown; null beyond its ends. */
  beside(file, step) {
    const at = this.shown.findIndex((row) => row.file === file);
    return (at < 0 ? this.shown[0] : this.shown[at + step]) ?? null;
  }

  /** Say something of a picture, `{looked, flagged}` or one of them. */
  async mark(file, what) {
    this.take([await send("mark", file, what)]);
  }

  /** Learn what others did; the files of which something changed. */
  async refresh() {
    const { cursor, changed } = await ask(`api/dataset/changes?cursor=${encodeURIComponent(this.cursor)}`);
    this.cursor = cursor;
    this.take(changed);
    return changed.map(({ file }) => file);
  }

  take(states) {
    for (const state of states) Object.assign(this.byFile.get(state.file) ?? {}, state);
  }
}

function matches(row, { split, why, state, name }) {
  return (!split || row.split === split) && (!why || row.why.includes(why)) && WANTED[state](row)
    && row.file.toLowerCase().includes(name.toLowerCase());
}
