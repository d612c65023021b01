/** Mouse, touch and pen on the board: drag points and corners, place points, zoom and pan. */

import { cornersOf, UNLABELLED } from "./edits.mjs";

/** How near a point must be touched, in CSS pixels: a finger is about 9 mm wide, a mouse exact. */
const REACH = { mouse: 14, pen: 18, touch: 28 };
/** What moves less than this was a tap. */
const TAP = 6;
/** Points of the selected person are taken before those of others that lie nearer. */
const PREFERRED = 0.6;
const WHEEL_STEP = 0.0016;

const distance = ([a, b], [c, d]) => Math.hypot(a - c, b - d);

export class Pointing {
  /** `on` has `select(person, point)`, `drag(handle, place, kind)`, `placed()` and `moved()`. */
  constructor(board, on) {
    this.board = board;
    this.on = on;
    this.fingers = new Map();
    this.held = null;
    const { root } = board;
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, (event) => this.up(event));
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.addEventListener("dragstart", (event) => event.preventDefault());
  }

  at({ clientX, clientY }) {
    const { left, top } = this.board.root.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  down(event) {
    if (!this.board.labels || event.button > 1) return;
    this.board.root.focus({ preventScroll: true });
    this.board.root.setPointerCapture(event.pointerId);
    const at = this.at(event);
    this.fingers.set(event.pointerId, at);
    if (this.fingers.size > 1) {
      this.drop(true);
      return;
    }
    const handle = event.button === 1 ? null : this.handle(at, event.pointerType);
    const from = handle ? this.board.view.toBoard(handle.place ?? this.board.view.toPicture(at)) : at;
    this.held = { handle, at, offset: [from[0] - at[0], from[1] - at[1]], moved: false, id: event.timeStamp, touch: event.pointerType === "touch" };
    if (!handle) return;
    if (handle.point !== undefined) this.on.select(handle.person, handle.point);
    if (handle.placing) this.#drag(at);
  }

  move(event) {
    if (!this.fingers.has(event.pointerId)) return;
    const [at, before] = [this.at(event), this.fingers.get(event.pointerId)];
    if (this.fingers.size === 2) this.pinch(event.pointerId, before, at);
    this.fingers.set(event.pointerId, at);
    const { held } = this;
    if (!held || this.fingers.size > 1) return;
    held.moved ||= distance(at, held.at) > TAP / (held.touch ? 1 : 2);
    if (!held.moved) return;
    if (held.handle) this.#drag(at);
    else {
      this.board.view.pan(at[0] - before[0], at[1] - before[1]);
      this.on.moved();
    }
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId) || !this.held) return;
    const { handle, moved, at } = this.held;
    if (!handle && !moved && event.type === "pointerup") this.on.select(this.personAt(at), null);
    const placed = handle?.placing;
    this.drop(event.type === "pointercancel");
    if (placed && event.type === "pointerup") this.on.placed();
  }

  /** Let go of what is held; a second finger or the system took over, then it goes back. */
  drop(back = false) {
    if (back && this.held?.dragged) this.on.back();
    this.held = null;
    this.board.loupe = null;
    this.board.draw();
  }

  #drag(at) {
    const { held, board } = this;
    const place = board.view.toPicture([at[0] + held.offset[0], at[1] + held.offset[1]]);
    board.loupe = held.touch ? place : null;
    held.dragged = true;
    this.on.drag(held.handle, place, `drag ${held.id}`);
  }

  /** Two fingers: what was between them stays there. */
  pinch(id, before, at) {
    const [other] = [...this.fingers].filter(([one]) => one !== id).map(([, place]) => place);
    const middle = ([x, y]) => [(x + other[0]) / 2, (y + other[1]) / 2];
    const [from, to] = [middle(before), middle(at)];
    this.board.view.pan(to[0] - from[0], to[1] - from[1]);
    this.board.view.zoom(Math.max(distance(at, other), 1) / Math.max(distance(before, other), 1), to);
    this.on.moved();
  }

  wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const pinched = event.ctrlKey ? 6 : 1; // trackpads tell a pinch as small turns with Ctrl
    this.board.view.zoom(Math.exp(-event.deltaY * lines * pinched * WHEEL_STEP), this.at(event));
    this.on.moved();
  }

  /** What can be taken hold of there: a point that waits to be placed, a point, a corner; null for none. */
  handle(at, kind) {
    const { labels, view, plain } = this.board;
    const { person, point, selected } = labels;
    if (selected?.keypoints[point]?.[2] === UNLABELLED) return { person, point, placing: true };
    if (plain) return null;
    const reach = REACH[kind] ?? REACH.mouse;
    const far = (place, share) => share * distance(view.toBoard(place), at);
    const points = labels.people.flatMap((one, i) => one.keypoints.map((place, k) => (
      { person: i, point: k, place, far: place[2] ? far(place, i === person ? PREFERRED : 1) : Infinity })));
    const corners = selected?.box ? cornersOf(selected.box).map((place, corner) => ({ person, corner, place, far: far(place, 1) })) : [];
    const found = [...points, ...corners].sort((a, b) => a.far - b.far)[0];
    return found && found.far <= reach ? found : null;
  }

  /** Who is there: the person with the smallest box around; null for nobody. */
  personAt(at) {
    const [x, y] = this.board.view.toPicture(at);
    const around = this.board.labels.people.map(({ box }, person) => ({ box, person }))
      .filter(({ box }) => box && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
    const area = ({ box }) => (box[2] - box[0]) * (box[3] - box[1]);
    return around.sort((a, b) => area(a) - area(b))[0]?.person ?? null;
  }
}
