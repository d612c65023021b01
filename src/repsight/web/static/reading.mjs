/** Reading values off the charts of a history: with a pointer, a finger or the arrow keys. */

/** Make every chart under `root` readable; without this, its points have the browser's own hints. */
export function readCharts(root) {
  for (const figure of root.querySelectorAll("figure.chart")) {
    const pictures = [...figure.querySelectorAll(":scope > svg")];
    if (!pictures.some((svg) => svg.querySelector("title"))) continue;
    const reading = document.createElement("p");
    reading.className = "reading";
    reading.setAttribute("role", "status");
    pictures.at(-1).after(reading);
    for (const svg of pictures) makeReadable(svg, [...svg.querySelectorAll("title")].map(pointOf), reading);
  }
}

function pointOf(title) {
  const node = title.parentElement;
  const at = (name) => Number(node.getAttribute(name) ?? 0);
  const box = node.tagName === "rect"
    ? [at("x") + at("width") / 2, at("y") + at("height") / 2]
    : node.tagName === "circle" ? [at("cx"), at("cy")] : middleOf(node.getAttribute("d"));
  const said = title.textContent;
  title.remove(); // the browser's hint would stand over the reading
  return { node, x: box[0], y: box[1], said };
}

function middleOf(path) {
  const numbers = path.match(/-?[\d.]+/g).map(Number);
  const mean = (start) => numbers.filter((_, at) => at % 2 === start).reduce((a, b) => a + b) * 2 / numbers.length;
  return [mean(0), mean(1)];
}

function makeReadable(svg, points, reading) {
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  svg.classList.add("readable");
  svg.tabIndex = 0;
  let chosen = -1;
  const choose = (place) => {
    points[chosen]?.node.classList.remove("read");
    chosen = place;
    points[chosen].node.classList.add("read");
    reading.textContent = points[chosen].said;
  };
  const near = ({ clientX, clientY }) => {
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const [x, y] = [(clientX - box.left) * scale, (clientY - box.top) * scale];
    const away = ({ x: px, y: py }) => (px - x) ** 2 + ((py - y) / 3) ** 2; // time first, then value
    choose(points.reduce((best, point, at) => (away(point) < away(points[best]) ? at : best), 0));
  };
  svg.addEventListener("pointermove", near);
  svg.addEventListener("pointerdown", near);
  const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  svg.addEventListener("keydown", (event) => {
    if (!(event.key in steps)) return;
    event.preventDefault();
    const from = chosen < 0 ? points.length : chosen;
    choose(Math.min(Math.max(from + steps[event.key], 0), points.length - 1));
  });
}
