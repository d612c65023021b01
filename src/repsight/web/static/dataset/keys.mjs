/** Which key does what. */

const ANYWHERE = {
  ".": "next", pagedown: "next", ",": "previous", pageup: "previous", v: "seen", s: "swap", n: "add",
  delete: "remove", backspace: "remove", u: "undo", b: "box", f: "flag", h: "hide", z: "closer",
  "+": "zoom_in", "=": "zoom_in", "-": "zoom_out", 0: "fit", "?": "help", enter: "good",
};
const WITH_CONTROL = { z: "undo", y: "redo" };
const ON_BOARD = {
  tab: "next_point", arrowleft: "left", arrowright: "right", arrowup: "up", arrowdown: "down", escape: "leave",
};

/** What the help shows, in its order: `hotkey.NAME.name` are the keys, `hotkey.NAME` what they do. */
export const SHOWN = [
  "good", "next", "previous", "flag", "tab", "arrows", "seen", "swap", "box", "add", "remove", "person",
  "undo", "redo", "zoom", "closer", "hide", "leave", "help",
];

/** The action of a key press and what it is told; null where it is none of ours. */
export function actionOf(event, board) {
  const { target } = event;
  if (document.querySelector("dialog[open]") || target.closest("input, select, textarea")) return null;
  const key = event.key.toLowerCase();
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z" && event.shiftKey) return ["redo"];
    return WITH_CONTROL[key] ? [WITH_CONTROL[key]] : null;
  }
  const onBoard = target === board || target === document.body;
  if (onBoard && ON_BOARD[key] && (key !== "tab" || target === board)) {
    return key === "tab" && event.shiftKey ? ["previous_point"] : [ON_BOARD[key], event.shiftKey];
  }
  if (key === "enter" && !onBoard) return null; // a button does what it says
  if (/^[1-9]$/.test(key)) return ["person", Number(key) - 1];
  return ANYWHERE[key] ? [ANYWHERE[key]] : null;
}
