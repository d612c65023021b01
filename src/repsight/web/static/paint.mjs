/** Paints a scene on a canvas as `repsight.draw` paints it on a picture. */

const TONES = {
  neutral: [255, 255, 255],
  muted: [176, 184, 196],
  dim: [112, 121, 137],
  accent: [64, 196, 255],
  effort: [188, 160, 255],
  good: [92, 224, 128],
  warn: [255, 184, 64],
};
const DARK = [16, 20, 28];
const WHITE = [255, 255, 255];
const PLATE_SHARE = 0.74;
const ARC_SHARE = 0.35;
const MIN_TEXT = 9;
const REGULAR = 450;
const BOLD = 650;
const FAMILY = 'Rubik, system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const rgb = ([r, g, b], share = 1) => `rgb(${r} ${g} ${b} / ${share})`;

const PAINTERS = {
  line: paintLine,
  arc: paintArc,
  arrow: paintArrow,
  ghost: paintGhost,
  plate: paintPlate,
  label: paintLabel,
};

// OpenCV's smooth lines are wider than their number says, and its pixels have their middle, not
// their corner, at whole numbers. Both measured on lines of 1 to 31 pixels in four directions.
const lineWidth = (width) => (width < 2 ? 1.33 : 2 * Math.floor((width + 1) / 2) + 1.36);
const dotWidth = (width) => width + 1.1;
const MIDDLE = 0.5;

/** The dark edge around something of that width. */
const rimOf = (width) => Math.max(1.5, 0.6 * width);

/**
 * Paint shapes in their order. The context's transform takes pixels of the picture to its own.
 * A kind of shape that is not known is left out: the page may be older than the server.
 */
export function paint(context, scene) {
  context.save();
  context.translate(MIDDLE, MIDDLE);
  for (const shape of scene) PAINTERS[shape.kind]?.(context, shape);
  context.restore();
}

function trace(context, points) {
  context.beginPath();
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
}

function paintLine(context, { points, width, tone, rim, opacity }) {
  const draw = (target) => {
    if (rim) stroke(target, points, width + rimOf(width), DARK);
    stroke(target, points, width, TONES[tone]);
  };
  if (opacity < 1) through(context, opacity, draw);
  else draw(context);
}

function stroke(context, points, width, color) {
  const wide = Math.max(1, Math.round(width));
  if (points.length === 1) {
    context.beginPath();
    context.arc(...points[0], dotWidth(wide) / 2, 0, 2 * Math.PI);
    context.fillStyle = rgb(color);
    context.fill();
    return;
  }
  context.lineCap = "round";
  context.lineJoin = "round";
  context.lineWidth = lineWidth(wide);
  context.strokeStyle = rgb(color);
  trace(context, points);
  context.stroke();
}

function fill(context, points, color) {
  trace(context, points);
  context.fillStyle = rgb(color);
  context.fill();
}

let layer = null;

/** Draw something as one piece, and lay it on the canvas see-through. */
function through(context, opacity, draw) {
  layer ??= new OffscreenCanvas(1, 1);
  const { width, height } = context.canvas;
  if (layer.width !== width || layer.height !== height) Object.assign(layer, { width, height });
  const over = layer.getContext("2d");
  over.setTransform(1, 0, 0, 1, 0, 0);
  over.clearRect(0, 0, width, height);
  over.setTransform(context.getTransform());
  draw(over);
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = opacity;
  context.drawImage(layer, 0, 0);
  context.restore();
}

function paintGhost(context, { limbs, widths, rim, tone, opacity }) {
  through(context, opacity, (over) => {
    for (const [extra, color] of [[2 * rim, WHITE], [0, TONES[tone]]]) {
      limbs.forEach((limb, i) => {
        const [first, last] = [limb[0], limb.at(-1)];
        if (limb.length > 2 && first[0] === last[0] && first[1] === last[1]) fill(over, limb, color);
        stroke(over, limb, widths[i] + extra, color);
      });
    }
  });
}

function paintArrow(context, { start, end, width, tone }) {
  const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
  if (length === 0) return;
  const [x, y] = [(end[0] - start[0]) / length, (end[1] - start[1]) / length];
  const head = Math.min(3 * width, length);
  const neck = [end[0] - head * x, end[1] - head * y];
  const wing = [(head / 2) * y, (-head / 2) * x];
  const triangle = [end, [neck[0] + wing[0], neck[1] + wing[1]], [neck[0] - wing[0], neck[1] - wing[1]], end];
  for (const [extra, color] of [[rimOf(width), DARK], [0, TONES[tone]]]) {
    stroke(context, [start, neck], width + extra, color);
    fill(context, triangle, color);
    stroke(context, triangle, 1 + extra, color);
  }
}

function paintArc(context, { center: [x, y], radius, start, end, width, tone, filled }) {
  const [from, to] = [(start * Math.PI) / 180, (end * Math.PI) / 180];
  if (filled) {
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, radius, from, to);
    context.closePath();
    context.fillStyle = rgb(TONES[tone], ARC_SHARE);
    context.fill();
  }
  context.beginPath();
  context.arc(x, y, radius, from, to);
  context.lineWidth = lineWidth(Math.max(1, Math.round(width)));
  context.lineCap = "round";
  context.strokeStyle = rgb(TONES[tone]);
  context.stroke();
}

function paintPlate(context, { at: [x, y], width, height, radius }) {
  context.beginPath();
  // A plate covers whole pixels.
  context.roundRect(x - MIDDLE, y - MIDDLE, width, height, Math.min(radius, width / 2, height / 2));
  context.fillStyle = rgb(DARK, PLATE_SHARE);
  context.fill();
}

function paintLabel(context, { text, at, size, tone, anchor, plate, bold, max_width: most }) {
  const weight = bold ? BOLD : REGULAR;
  const measure = (pixels) => {
    context.font = `${weight} ${pixels}px ${FAMILY}`;
    return context.measureText(text).width;
  };
  let pixels = Math.max(MIN_TEXT, Math.round(size));
  let width = measure(pixels);
  if (most !== null && width > most) {
    pixels = Math.max(MIN_TEXT, Math.floor((pixels * most) / width));
    width = measure(pixels);
  }
  const x = at[0] - { left: 0, center: width / 2, right: width }[anchor];
  if (plate) {
    const pad = 0.28 * pixels;
    paintPlate(context, {
      at: [x - pad, at[1] - 0.78 * pixels - pad],
      width: width + 2 * pad,
      height: 0.8 * pixels + 2 * pad,
      radius: pad,
    });
  }
  context.fillStyle = rgb(TONES[tone]);
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText(text, x, at[1]);
}
