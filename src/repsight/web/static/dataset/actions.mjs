/** What keys and buttons do, by name; `desk` is the page, see correcting.mjs. */

import { ask } from "../api.mjs";
import { text } from "../strings.mjs";
import * as edits from "./edits.mjs";
import { showKeys } from "./layout.mjs";
import { addressOf } from "./pictures.mjs";

const ZOOM_STEP = 1.25;
/** Pixels of the picture that a point moves with Shift. */
const FAR = 10;
/** Pixels of the screen that the picture moves where no point is selected. */
const PAN = 40;

export const ACTIONS = {
  next: (desk) => desk.go(1),
  previous: (desk) => desk.go(-1),
  next_point: (desk) => step(desk, 1),
  previous_point: (desk) => step(desk, -1),
  left: (desk, far) => shift(desk, -1, 0, far),
  right: (desk, far) => shift(desk, 1, 0, far),
  up: (desk, far) => shift(desk, 0, -1, far),
  down: (desk, far) => shift(desk, 0, 1, far),
  zoom_in: (desk) => look(desk, (view) => view.zoom(ZOOM_STEP)),
  zoom_out: (desk) => look(desk, (view) => view.zoom(1 / ZOOM_STEP)),
  fit: (desk) => look(desk, (view) => view.fit()),
  closer: (desk) => desk.labels.selected?.box && look(desk, (view) => view.showBox(desk.labels.selected.box)),
  seen: (desk) => desk.labels.point !== null && desk.cycle(desk.labels.point),
  person: (desk, number) => desk.labels.people[number] && desk.select(number, null),
  help: () => showKeys(),
  swap: (desk) => withPerson(desk, (people, person) => edits.swapSides(people, person, desk.skeleton.mirrored)),
  box: (desk) => withPerson(desk, (people, person) => edits.fitBox(people, person, desk.labels.size)),
  add,
  remove,
  first,
  good,
  hide,
  undo: (desk) => desk.labels.undo() && desk.stepped(),
  redo: (desk) => desk.labels.redo() && desk.stepped(),
  flag: (desk) => desk.mark(desk.labels.file, { flagged: !desk.pictures.byFile.get(desk.labels.file).flagged }),
  leave: (desk) => (desk.labels.point === null ? document.getElementById("good").focus() : desk.select(desk.labels.person, null)),
};

function look(desk, how) {
  how(desk.board.view);
  desk.board.draw();
}

function withPerson(desk, edit) {
  const { people, person, selected } = desk.labels;
  if (selected) desk.change(edit(people, person));
}

function shift(desk, dx, dy, far) {
  const { people, person, point, selected, size } = desk.labels;
  if (!selected || point === null) {
    look(desk, (view) => view.pan(-PAN * dx, -PAN * dy));
    return;
  }
  const by = far ? FAR : 1;
  const [x, y, seen] = selected.keypoints[point];
  const from = seen ? [x, y] : desk.likely(point);
  desk.change(edits.placePoint(people, person, point, [from[0] + by * dx, from[1] + by * dy], size), `shift ${person} ${point}`);
  desk.tellPoint();
}

/** To the next point, of the next person after the last. */
function step(desk, by) {
  const { people, person, point } = desk.labels;
  const points = desk.skeleton.points.length;
  const all = people.length * points;
  const before = (person ?? 0) * points + (by > 0 ? -1 : 0);
  const to = ((point === null ? before : person * points + point) + by + all) % all;
  desk.select(Math.floor(to / points), to % points);
}

function add(desk) {
  const { labels, skeleton } = desk;
  if (labels.broken) return;
  desk.change(edits.addPerson(labels.people, skeleton.points.length));
  desk.select(labels.people.length - 1, 0, true);
}

function remove(desk) {
  const { people, person, selected } = desk.labels;
  if (!selected) return;
  desk.change(edits.removePerson(people, person));
  desk.select(Math.min(person, people.length - 2), null);
  desk.announce(text("dataset.removed"));
}

/** The labels as they were before anybody corrected them. */
async function first(desk) {
  const { labels } = desk;
  try {
    const { people } = await ask(addressOf("labels/before", labels.file));
    if (labels === desk.labels) desk.change(people);
  } catch (error) {
    desk.say(error.code === "server_unknown" ? "dataset.never" : "dataset.refused", error.detail);
  }
}

/** Good as it is: saved, marked, and on to the next. */
async function good(desk) {
  const { labels } = desk;
  if (labels.broken || !(await desk.saver.now(labels)) || !(await desk.mark(labels.file, { looked: true }))) return;
  if (labels === desk.labels) desk.go(1);
}

function hide(desk) {
  desk.board.plain = !desk.board.plain;
  desk.page.root.querySelector(".hide").setAttribute("aria-pressed", desk.board.plain);
  desk.board.draw();
}
