/** Building the page's elements. */

import { text } from "./strings.mjs";

/**
 * An element. `class`, `data-…`, `aria-…` and other attributes come by their names, listeners as
 * `onclick`, properties such as `value`, `checked` and `disabled` directly; null leaves one out.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in PROPERTIES) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PROPERTIES = { value: 1, checked: 1, disabled: 1, hidden: 1, selected: 1, textContent: 1 };

const PATHS = {
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  play: "M7 4.5v15l13-7.5z",
  skip: "M5 5v14l9-7zM16 5h3v14h-3z",
  flag: "M5 21V4h1.6v1h12l-2.4 4 2.4 4h-12v8z",
  voice: "M4 9v6h4l5 4V5L8 9zM15.5 8a5 5 0 0 1 0 8M18 5.5a9 9 0 0 1 0 13",
  mute: "M4 9v6h4l5 4V5L8 9zM16 9l5 6M21 9l-5 6",
  mirror: "M12 3v18M9 7 3 17h6zM15 7l6 10h-6z",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 0 .01 0z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  remove: "M6 6l12 12M18 6 6 18",
  upload: "M12 16V4M7 9l5-5 5 5M5 20h14",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v10H5z",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.5",
  history: "M4 20V10M10 20V4M16 20v-8M21 20H3",
  check: "M4 12.5l5.5 5.5L20 6.5",
  back: "M15 5l-7 7 7 7",
  forth: "M9 5l7 7-7 7",
  undo: "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 8h-3",
  redo: "M15 6l5 5-5 5M20 11H10a6 6 0 0 0 0 8h3",
  swap: "M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4",
  box: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  eye: "M2.5 12C6 5.5 18 5.5 21.5 12 18 18.5 6 18.5 2.5 12zM12 9a3 3 0 1 0 .01 0z",
  pictures: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4",
  person: "M12 4a3.2 3.2 0 1 0 .01 0zM5 20c.5-5 3-7 7-7s6.5 2 7 7",
  zoom_in: "M10.5 4a6.5 6.5 0 1 0 .01 0zM15.5 15.5L21 21M7.5 10.5h6M10.5 7.5v6",
  zoom_out: "M10.5 4a6.5 6.5 0 1 0 .01 0zM15.5 15.5L21 21M7.5 10.5h6",
  zoom_fit: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9h6v6H9z",
  report: "M6 3h9l4 4v14H6zM9 11h7M9 15h7",
};
const FILLED = new Set(["pause", "play", "skip", "flag"]);

/** A drawing that says nothing to a screen reader; its button has a name of its own. */
export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const path = document.createElementNS(ns, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", FILLED.has(name) ? "icon filled" : "icon");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with a drawing above or beside its name, which is the text under `key`. */
export function iconButton(name, key, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, icon(name), el("span", {}, text(key)));
}

/** Give an icon button another drawing and name. */
export function setIconButton(button, name, key) {
  button.replaceChildren(icon(name), el("span", {}, text(key)));
}

/** Show only this view, and move the focus to its heading. */
export function show(view) {
  document.getElementById("main").replaceChildren(view);
  view.querySelector("[data-focus]")?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}
