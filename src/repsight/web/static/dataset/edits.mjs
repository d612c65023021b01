/**
 * What can be done to the people of a picture. Nothing is changed in place: each gives new people.
 * A person is `{box: [left, top, right, bottom] | null, keypoints: [x, y, seen] × 17, fresh}`; seen is
 * 0 unlabelled, 1 hidden, 2 visible. The box of a `fresh` person, added here, follows its points.
 */

export const UNLABELLED = 0;
export const HIDDEN = 1;
export const VISIBLE = 2;

/**
 * How far a box reaches beyond the points, as a share of their longer side. The median of YOLOv8n's
 * boxes is 0.06 at the sides, 0.09 above and 0.10 below: 1,095 people of 25 recorded clips, all points seen.
 */
const MARGIN = 0.08;
/** The least width and height of a box in pixels. */
const LEAST_BOX = 2;

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const replaced = (list, index, value) => list.map((one, i) => (i === index ? value : one));

/** The place, moved into a picture of that size. */
export const inside = ([x, y], [width, height]) => [clamp(x, 0, width), clamp(y, 0, height)];

/** Put a point there; one that was unlabelled is visible from then on. */
export function placePoint(people, person, point, place, size) {
  const seen = people[person].keypoints[point][2] || VISIBLE;
  return withPoint(people, person, point, [...inside(place, size), seen], size);
}

/** Say whether a point is seen; one that was unlabelled comes to `place`. */
export function setSeen(people, person, point, seen, place, size) {
  const [x, y, before] = people[person].keypoints[point];
  if (seen === UNLABELLED) return withPoint(people, person, point, [0, 0, UNLABELLED], size);
  const at = before === UNLABELLED ? inside(place, size) : [x, y];
  return withPoint(people, person, point, [...at, seen], size);
}

/** Left becomes right, and right left. */
export function swapSides(people, person, mirrored) {
  const one = people[person];
  return replaced(people, person, { ...one, keypoints: mirrored.map((other) => one.keypoints[other]) });
}

/** Somebody more, whose points are all to be placed. */
export function addPerson(people, points) {
  return [...people, { box: null, keypoints: Array.from({ length: points }, () => [0, 0, UNLABELLED]), fresh: true }];
}

export const removePerson = (people, person) => people.filter((_, i) => i !== person);

/** Lay the box round the points; as it is where none is placed. */
export function fitBox(people, person, size) {
  const one = people[person];
  return replaced(people, person, { ...one, box: boxAround(one.keypoints, size) ?? one.box });
}

/** Drag a corner of the box: 0 left top, 1 right top, 2 right bottom, 3 left bottom. */
export function moveCorner(people, person, corner, place, size) {
  const [left, top, right, bottom] = people[person].box;
  const [x, y] = inside(place, size);
  const box = [left, top, right, bottom];
  if (corner === 0 || corner === 3) box[0] = Math.min(x, right - LEAST_BOX);
  else box[2] = Math.max(x, left + LEAST_BOX);
  if (corner < 2) box[1] = Math.min(y, bottom - LEAST_BOX);
  else box[3] = Math.max(y, top + LEAST_BOX);
  return replaced(people, person, { ...people[person], box, fresh: false });
}

/** The four corners in that order. */
export const cornersOf = ([left, top, right, bottom]) => [[left, top], [right, top], [right, bottom], [left, bottom]];

/** Where a point that was never placed may be: between its neighbours, or in the middle of its person. */
export function likelyPlace({ box, keypoints }, point, bones, middle) {
  const near = bones.filter((bone) => bone.includes(point)).map(([a, b]) => keypoints[a === point ? b : a]);
  const placed = near.filter(([, , seen]) => seen);
  if (placed.length) return [0, 1].map((axis) => placed.reduce((sum, one) => sum + one[axis], 0) / placed.length);
  return box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : middle;
}

/** The next unlabelled point of a person after that one; null where there is none. */
export function nextUnlabelled({ keypoints }, point) {
  const next = keypoints.findIndex(([, , seen], i) => i > point && seen === UNLABELLED);
  return next < 0 ? null : next;
}

/** What the server is sent: people of whom anything is known. */
export const told = (people) => people.filter(({ box }) => box).map(({ box, keypoints }) => ({ box, keypoints }));

function withPoint(people, person, point, value, size) {
  const one = people[person];
  const keypoints = replaced(one.keypoints, point, value);
  const box = one.fresh ? boxAround(keypoints, size) : one.box;
  return replaced(people, person, { ...one, keypoints, box });
}

function boxAround(keypoints, size) {
  const placed = keypoints.filter(([, , seen]) => seen);
  if (!placed.length) return null;
  const [xs, ys] = [0, 1].map((axis) => placed.map((point) => point[axis]));
  const low = [Math.min(...xs), Math.min(...ys)];
  const high = [Math.max(...xs), Math.max(...ys)];
  const room = Math.max(MARGIN * Math.max(high[0] - low[0], high[1] - low[1]), LEAST_BOX);
  return [...inside(low.map((v) => v - room), size), ...inside(high.map((v) => v + room), size)];
}
