/** Letterbox, decoding and suppression of YOLO-Pose, as `repsight.pose` does them. */

const STRIDE = 32;
const MIN_SCORE = 0.25;
const MAX_IOU = 0.7;
const MAX_PEOPLE = 300;
const POINTS = 17;
const DENSE = 5 + 3 * POINTS;
/** The larger half of an odd margin goes to the bottom and right. */
const ROUND_DOWN = 0.1;

/** Half to even, as Python rounds. */
function round(value) {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * How a picture lies in a network's input: the longer side becomes `imgsz`, or centred in a fixed
 * input `[height, width]`.
 */
export function fitLetterbox(width, height, imgsz, fixed = null) {
  const room = fixed ?? [imgsz, imgsz];
  const gain = Math.min(room[0] / height, room[1] / width);
  const rows = Math.max(round(height * gain), 1);
  const columns = Math.max(round(width * gain), 1);
  const canvas = fixed ?? [Math.ceil(rows / STRIDE) * STRIDE, Math.ceil(columns / STRIDE) * STRIDE];
  return {
    width, height, rows, columns,
    canvasHeight: canvas[0],
    canvasWidth: canvas[1],
    top: round((canvas[0] - rows) / 2 - ROUND_DOWN),
    left: round((canvas[1] - columns) / 2 - ROUND_DOWN),
  };
}

/** "dense" (1, 56, A) or "final" (1, N, 57); throws where an output is neither. */
export function layoutOf(dims) {
  if (dims[1] === DENSE) return "dense";
  if (dims[2] === DENSE + 1) return "final";
  throw new Error("model_unusable");
}

/** People in pixels of the picture, surest first, from one frame's output. */
export function decodePeople(data, dims, box) {
  const rows = layoutOf(dims) === "dense" ? denseRows(data, dims[2]) : finalRows(data, dims[1]);
  const scale = [box.width / box.columns, box.height / box.rows];
  const x = (value) => (value - box.left) * scale[0];
  const y = (value) => (value - box.top) * scale[1];
  const clip = (value, most) => Math.min(Math.max(value, 0), most);
  return rows.map((row) => ({
    score: row.score,
    box: [
      clip(x(row.box[0]), box.width), clip(y(row.box[1]), box.height),
      clip(x(row.box[2]), box.width), clip(y(row.box[3]), box.height),
    ],
    keypoints: Array.from({ length: POINTS }, (_, i) => [
      x(row.points[3 * i]), y(row.points[3 * i + 1]), row.points[3 * i + 2],
    ]),
  }));
}

function denseRows(data, anchors) {
  const found = [];
  for (let a = 0; a < anchors; a += 1) if (data[4 * anchors + a] > MIN_SCORE) found.push(a);
  const at = (channel, a) => data[channel * anchors + a];
  found.sort((a, b) => at(4, b) - at(4, a));
  const rows = found.map((a) => {
    const [halfWidth, halfHeight] = [at(2, a) / 2, at(3, a) / 2];
    return {
      score: at(4, a),
      box: [at(0, a) - halfWidth, at(1, a) - halfHeight, at(0, a) + halfWidth, at(1, a) + halfHeight],
      points: Array.from({ length: 3 * POINTS }, (_, i) => at(5 + i, a)),
    };
  });
  return suppress(rows).slice(0, MAX_PEOPLE);
}

function finalRows(data, count) {
  const width = DENSE + 1;
  const rows = Array.from({ length: count }, (_, i) => data.subarray(i * width, (i + 1) * width));
  return rows
    .filter((row) => row[4] > MIN_SCORE)
    .sort((a, b) => b[4] - a[4])
    .map((row) => ({ score: row[4], box: [...row.subarray(0, 4)], points: row.subarray(6) }));
}

/** The boxes to keep, given best first: one goes when it overlaps a better one too much. */
function suppress(rows) {
  const kept = [];
  for (const row of rows) if (!kept.some((better) => iou(better.box, row.box) > MAX_IOU)) kept.push(row);
  return kept;
}

function iou(a, b) {
  const area = (box) => Math.max(box[2] - box[0], 0) * Math.max(box[3] - box[1], 0);
  const wide = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]), 0);
  const high = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]), 0);
  const shared = wide * high;
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}
