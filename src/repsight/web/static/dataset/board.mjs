/** The picture with its people, drawn as SVG: left and right in two colours, hidden points hollow. */

import { el } from "../dom.mjs";
import { text } from "../strings.mjs";
import { cornersOf, HIDDEN, UNLABELLED } from "./edits.mjs";
import { View } from "./view.mjs";

const SVG = "http://www.w3.org/2000/svg";
/** CSS pixels: the longer side of a person who is drawn with smaller dots. */
const SMALL = 320;
const LOUPE = { radius: 62, zoom: 2.5, above: 96 };

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter(Boolean));
  return node;
}

const sideOf = (name) => (name.startsWith("left") ? "left" : name.startsWith("right") ? "right" : "middle");

export class Board {
  /** `skeleton` has the names of `points` and the `bones` between them. */
  constructor({ points, bones }) {
    this.sides = points.map(sideOf);
    this.names = points;
    this.bones = bones;
    this.view = new View();
    this.labels = null;
    this.loupe = null;
    this.plain = false;
    this.image = svg("image", { preserveAspectRatio: "none" });
    this.drawn = svg("g", { "aria-hidden": "true" });
    this.svg = svg("svg", { class: "picture", "aria-hidden": "true" }, this.image, this.drawn);
    this.root = el("div", {
      class: "board", id: "board", tabindex: "0", role: "application", "aria-label": text("dataset.board"),
      "aria-describedby": "board-keys",
    }, this.svg);
    this.observer = new ResizeObserver(() => this.layOut());
    this.observer.observe(this.root);
  }

  /** Show another picture, wholly. */
  show(labels, address) {
    this.labels = labels;
    this.image.setAttribute("href", address);
    this.view.fitted = true;
    this.layOut();
  }

  layOut() {
    this.view.lay([this.root.clientWidth, this.root.clientHeight], this.labels?.size ?? [1, 1]);
    this.draw();
  }

  /** Draw soon; as often as the screen shows something, however often it is asked. */
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.#draw();
    });
  }

  #draw() {
    if (!this.labels) return;
    const { view, labels } = this;
    const [x, y] = view.shift;
    const [width, height] = labels.size.map((length) => length * view.scale);
    for (const [name, value] of Object.entries({ x, y, width, height })) this.image.setAttribute(name, value);
    this.image.classList.toggle("pixels", view.scale > 4);
    const order = labels.people.map((_, i) => i).sort((a, b) => (a === labels.person) - (b === labels.person));
    const people = this.plain ? [] : order.map((i) => this.#person(labels.people[i], i));
    this.drawn.replaceChildren(...people, ...(this.loupe ? [this.#magnified()] : []));
    this.root.classList.toggle("placing", labels.selected?.keypoints[labels.point]?.[2] === UNLABELLED);
  }

  #person(person, index) {
    const selected = index === this.labels.person;
    const { view, labels } = this;
    const at = person.keypoints.map((point) => view.toBoard(point));
    const bones = this.bones.filter(([a, b]) => person.keypoints[a][2] && person.keypoints[b][2]);
    const lines = bones.flatMap((bone) => {
      const [[x1, y1], [x2, y2]] = bone.map((point) => at[point]);
      const side = this.sides[bone[0]] === this.sides[bone[1]] ? this.sides[bone[0]] : "middle";
      return ["rim", side].map((kind) => svg("line", { class: `bone ${kind}`, x1, y1, x2, y2 }));
    });
    const dots = person.keypoints.flatMap(([, , seen], point) => (seen ? [this.#dot(at[point], point, seen, index)] : []));
    return svg("g", { class: `person ${selected ? "selected" : ""} ${this.#small(person) ? "small" : ""}` },
      person.box && this.#box(person.box), ...lines, ...dots,
      ...(selected && person.box ? this.#corners(person.box) : []),
      selected && person.keypoints[labels.point]?.[2] && this.#name(at[labels.point], labels.point));
  }

  /** Whether dots of the usual size would cover a person. */
  #small({ box }) {
    return box !== null && Math.max(box[2] - box[0], box[3] - box[1]) * this.view.scale < SMALL;
  }

  #dot([cx, cy], point, seen, person) {
    const chosen = person === this.labels.person && point === this.labels.point;
    const kind = `dot ${this.sides[point]} ${seen === HIDDEN ? "hollow" : "full"}`;
    const small = this.#small(this.labels.people[person]);
    const r = (chosen ? 8 : person === this.labels.person ? 6 : 4.5) * (small ? 0.55 : 1);
    return svg("g", { "data-point": point },
      chosen && svg("circle", { class: "ring", cx, cy, r: r + 6 }),
      svg("circle", { class: "rim", cx, cy, r: r + 1.75 }), svg("circle", { class: kind, cx, cy, r }));
  }

  #box(box) {
    const [[left, top], [right, bottom]] = [box.slice(0, 2), box.slice(2)].map((corner) => this.view.toBoard(corner));
    const [width, height] = [Math.max(right - left, 0), Math.max(bottom - top, 0)];
    return svg("rect", { class: "box", x: left, y: top, width, height });
  }

  #corners(box) {
    return cornersOf(box).map((corner) => {
      const [x, y] = this.view.toBoard(corner);
      return svg("rect", { class: "corner", x: x - 5, y: y - 5, width: 10, height: 10 });
    });
  }

  #name([x, y], point) {
    const words = text(`point.${this.names[point]}`);
    const right = x > this.view.board[0] - 140;
    const label = svg("text", { class: "name", x: right ? x - 18 : x + 18, y: y - 12, "text-anchor": right ? "end" : "start" });
    label.textContent = words;
    return label;
  }

  /** What is under a finger, larger and beside it. */
  #magnified() {
    const { radius, zoom, above } = LOUPE;
    const [x, y] = this.view.toBoard(this.loupe);
    const [cx, cy] = [Math.min(Math.max(x, radius), this.view.board[0] - radius), y - above < radius ? y + above : y - above];
    const scale = this.view.scale * zoom;
    const shift = [radius - this.loupe[0] * scale, radius - this.loupe[1] * scale];
    const [width, height] = this.labels.size.map((length) => length * scale);
    const picture = svg("image", { href: this.image.getAttribute("href"), x: shift[0], y: shift[1], width, height, preserveAspectRatio: "none" });
    const inner = svg("svg", { x: cx - radius, y: cy - radius, width: 2 * radius, height: 2 * radius }, picture,
      svg("path", { class: "cross", d: `M${radius} ${radius - 12}v24M${radius - 12} ${radius}h24` }));
    return svg("g", { class: "loupe" }, svg("rect", { class: "frame", x: cx - radius, y: cy - radius, width: 2 * radius, height: 2 * radius }), inner);
  }
}
