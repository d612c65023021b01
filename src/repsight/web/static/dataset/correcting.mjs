/** Ties the list, the board, the points and the keys together. */

import { ask } from "../api.mjs";
import { show } from "../dom.mjs";
import { hasText, text } from "../strings.mjs";
import { ACTIONS } from "./actions.mjs";
import { Board } from "./board.mjs";
import * as edits from "./edits.mjs";
import { actionOf } from "./keys.mjs";
import { Labels } from "./labels.mjs";
import { askWhose, layOut, toggle } from "./layout.mjs";
import { PictureList } from "./list.mjs";
import { PointPanel } from "./panel.mjs";
import { addressOf, Pictures } from "./pictures.mjs";
import { Pointing } from "./pointing.mjs";
import { Saver } from "./saver.mjs";

const REFRESH_MS = 10_000;
/** Pictures whose steps can still be undone after somebody went on to others. */
const MOST_KEPT = 30;

export class Correcting {
  constructor(told) {
    this.skeleton = told;
    this.pictures = new Pictures(told);
    this.board = new Board(told);
    this.list = new PictureList(this.pictures, (file) => this.open(file));
    this.panel = new PointPanel(told.points, this.board.sides, {
      select: (person, point) => this.select(person, point, true), cycle: (point) => this.cycle(point), run: (action) => this.run(action),
    });
    this.saver = new Saver({
      status: (key, detail) => this.say(key, detail),
      conflict: ({ file }) => askWhose(file),
      saved: (labels, people) => this.saved(labels, people),
    });
    this.page = layOut(told.name, { list: this.list, board: this.board, panel: this.panel, run: (action) => this.run(action) });
    this.pointing = new Pointing(this.board, {
      select: (person, point) => this.select(person, point),
      drag: (handle, place, kind) => this.drag(handle, place, kind),
      placed: () => this.placed(),
      back: () => this.run("undo"),
      moved: () => this.board.draw(),
    });
    this.kept = new Map();
    this.labels = null;
    this.listen();
  }

  async begin() {
    show(this.page.root);
    const asked = decodeURIComponent(location.hash.slice(1));
    const first = this.pictures.byFile.get(asked) ?? this.pictures.all.find(({ looked }) => !looked) ?? this.pictures.all[0];
    await this.open(first.file);
  }

  listen() {
    document.addEventListener("keydown", (event) => {
      const action = actionOf(event, this.board.root);
      if (!action || (action[0].endsWith("_point") && !this.labels?.people.length)) return;
      event.preventDefault();
      this.run(...action);
    });
    addEventListener("beforeunload", (event) => this.saver.busy && event.preventDefault());
    addEventListener("pagehide", () => this.saver.all());
    addEventListener("hashchange", () => {
      const file = decodeURIComponent(location.hash.slice(1));
      if (this.pictures.byFile.has(file) && file !== this.labels?.file) this.open(file);
    });
    setInterval(() => document.hidden || this.refresh(), REFRESH_MS);
  }

  /** Show a picture; what was not saved of the last is. */
  async open(file) {
    if (this.labels) this.saver.now(this.labels);
    this.opening = file;
    history.replaceState(null, "", `#${encodeURIComponent(file)}`);
    let labels;
    try {
      labels = await this.load(file);
    } catch (error) {
      if (this.opening !== file) return;
      labels = new Labels(file, this.pictures.byFile.get(file).size, { people: [], version: "" });
      labels.broken = error;
    }
    if (this.opening !== file) return;
    this.labels = labels;
    this.board.show(labels, addressOf("picture", file));
    this.list.follow(file);
    toggle(this.page.root, "");
    this.page.title.textContent = file;
    this.say(labels.broken ? "dataset.unreadable" : "dataset.saved", labels.broken?.detail);
    this.draw();
    if (!document.activeElement?.closest("input, select")) this.board.root.focus({ preventScroll: true });
    this.announce(text("dataset.opened", { file, count: labels.people.length }));
    const next = this.pictures.beside(file, 1);
    if (next) new Image().src = addressOf("picture", next.file);
  }

  /** The labels of a picture, with the steps that were done here where nobody else changed it. */
  async load(file) {
    const before = this.kept.get(file);
    if (before && !(await this.saver.now(before))) return before;
    const told = await ask(addressOf("labels", file));
    const same = before && (before.dirty || before.version === told.version);
    const labels = same ? before : new Labels(file, this.pictures.byFile.get(file).size, told);
    this.kept.delete(file);
    this.kept.set(file, labels);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && !this.kept.get(oldest).dirty) this.kept.delete(oldest);
    return labels;
  }

  /** Learn what others did; the picture that is looked at follows unless it is being changed. */
  async refresh() {
    const changed = await this.pictures.refresh().catch(() => []);
    this.list.draw();
    const { labels } = this;
    if (labels?.broken) await this.open(labels.file); // it, or the server, may be there again
    if (!labels || labels.broken || !changed.includes(labels.file) || labels.dirty || this.saver.busy) return;
    const told = await ask(addressOf("labels", labels.file)).catch(() => labels);
    if (labels.dirty || told.version === labels.version) return;
    labels.change(told.people);
    labels.keep(labels.people, told.version);
    this.draw();
    this.announce(text("dataset.changed"));
  }

  run(action, value) {
    if (this.labels) ACTIONS[action](this, value);
  }

  /** Take these people, show them, and save them soon. */
  change(people, kind = null) {
    if (this.labels.broken) return;
    this.labels.change(people, kind);
    this.draw();
    this.saver.soon(this.labels);
  }

  draw() {
    const { labels, page } = this;
    const row = this.pictures.byFile.get(labels.file);
    this.board.draw();
    this.panel.show(labels);
    page.undo.disabled = !labels.done.length;
    page.redo.disabled = !labels.undone.length;
    page.flag.setAttribute("aria-pressed", row.flagged);
    const placing = labels.selected?.keypoints[labels.point]?.[2] === edits.UNLABELLED;
    page.hint.hidden = !placing;
    if (placing) page.hint.textContent = text("dataset.place", { point: this.pointName() });
  }

  pointName(point = this.labels.point) {
    return text(`point.${this.skeleton.points[point]}`).toLowerCase();
  }

  say(key, detail) {
    const words = detail ? `${text(key)} ${detail}` : text(key);
    this.page.status.textContent = words;
    this.page.status.classList.toggle("bad", key !== "dataset.saved" && key !== "dataset.saving");
  }

  announce(words) {
    this.page.live.textContent = words;
  }

  saved(labels, people) {
    this.pictures.byFile.get(labels.file).people = people;
    this.list.draw();
    if (labels === this.labels) this.draw();
  }

  select(person, point, close = false) {
    this.labels.select(person, point);
    if (close && point !== null) toggle(this.page.root, "");
    this.draw();
    this.tellPoint();
  }

  tellPoint() {
    const { selected, point, person, people } = this.labels;
    if (!selected || point === null) return;
    const [x, y, seen] = selected.keypoints[point];
    const state = text(["dataset.unlabelled", "dataset.hidden", "dataset.visible"][seen]);
    const words = { point: this.pointName(), state, person: person + 1, people: people.length, x: Math.round(x), y: Math.round(y) };
    this.announce(text(seen ? "dataset.at" : "dataset.at_none", words));
  }

  drag({ person, point, corner }, place, kind) {
    const { people, size } = this.labels;
    if (corner === undefined) this.change(edits.placePoint(people, person, point, place, size), kind);
    else this.change(edits.moveCorner(people, person, corner, place, size), kind);
  }

  /** A point was placed: of somebody new the next one follows. */
  placed() {
    const { labels } = this;
    if (labels.selected?.fresh) labels.select(labels.person, edits.nextUnlabelled(labels.selected, labels.point));
    this.draw();
    this.tellPoint();
  }

  /** Where a point that was never placed may be. */
  likely(point) {
    const middle = this.board.view.toPicture(this.board.view.middle);
    return edits.likelyPlace(this.labels.selected, point, this.skeleton.bones, middle);
  }

  /** Visible, hidden, unlabelled, and round again. */
  cycle(point) {
    const { people, person, size, selected } = this.labels;
    const order = [edits.VISIBLE, edits.UNLABELLED, edits.HIDDEN]; // after 0, 1, 2
    const place = this.likely(point);
    this.change(edits.setSeen(people, person, point, order[selected.keypoints[point][2]], place, size));
    this.labels.select(person, point);
    this.draw();
    this.tellPoint();
  }

  go(step) {
    const next = this.pictures.beside(this.labels.file, step);
    if (next) this.open(next.file);
    else this.say("dataset.end");
  }

  async mark(file, what) {
    try {
      await this.pictures.mark(file, what);
    } catch (error) {
      this.say(hasText(`error.${error.code}`) ? "dataset.away" : "dataset.refused", error.detail);
      return false;
    }
    this.list.draw();
    this.draw();
    return true;
  }

  /** A step was undone or done again. */
  stepped() {
    this.draw();
    this.saver.soon(this.labels);
  }
}
