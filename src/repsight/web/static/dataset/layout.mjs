/** What is where on the page: the list, the picture with its buttons, the points. */

import { el, icon, iconButton } from "../dom.mjs";
import { text } from "../strings.mjs";
import { openDialog } from "../views/dialogs.mjs";
import { SHOWN } from "./keys.mjs";

/** The page's elements; `run(action)` is what the buttons call. */
export function layOut(name, { list, board, panel, run }) {
  const status = el("p", { class: "status note", role: "status" });
  const hint = el("p", { class: "hint", hidden: true });
  const live = el("p", { class: "unseen", "aria-live": "polite" });
  const title = el("h2", { class: "file-title" });
  const button = (drawing, key, action, extra = {}) => iconButton(drawing, key, () => run(action), extra);
  const flag = button("flag", "dataset.flag", "flag", { "aria-pressed": "false" });
  const undo = button("undo", "dataset.undo", "undo");
  const redo = button("redo", "dataset.redo", "redo");
  const drawer = (drawing, key, which) => iconButton(drawing, key, () => toggle(root, which), { class: "quiet drawer", "aria-expanded": "false", "data-drawer": which });
  const main = el("div", { class: "middle" },
    el("div", { class: "stage" }, board.root, hint, zooming(button)),
    el("div", { class: "toolbar", role: "toolbar", "aria-label": text("dataset.tools") },
      el("div", { class: "group" }, undo, redo, button("eye", "dataset.hide", "hide", { "aria-pressed": "false", class: "hide" }), flag),
      el("div", { class: "group going" },
        button("back", "dataset.previous", "previous", { class: "short" }),
        button("check", "dataset.good", "good", { class: "primary", id: "good" }),
        button("forth", "dataset.next", "next", { class: "short" }))));
  const root = el("div", { class: "desk" },
    el("header", {},
      el("a", { class: "button quiet home", href: "." }, icon("back"), el("span", {}, text("dataset.home"))),
      el("div", { class: "titles" }, el("h1", { tabindex: "-1" }, text("dataset.heading", { name })), title),
      status, drawer("pictures", "dataset.pictures", "list"), drawer("person", "dataset.points", "panel"),
      iconButton("help", "dataset.help", () => run("help"), { class: "quiet help" })),
    list.root, main, panel.root, live,
    el("p", { class: "unseen", id: "board-keys" }, text("dataset.board_keys")));
  return { root, status, hint, live, title, flag, undo, redo };
}

function zooming(button) {
  return el("div", { class: "zooming" },
    button("zoom_in", "dataset.zoom_in", "zoom_in", { class: "square" }),
    button("zoom_out", "dataset.zoom_out", "zoom_out", { class: "square" }),
    button("zoom_fit", "dataset.zoom_fit", "fit", { class: "square" }));
}

/** On a narrow screen the list and the points lie over the picture, one at a time. */
export function toggle(root, which) {
  const open = root.dataset.open === which ? "" : which;
  root.dataset.open = open;
  for (const button of root.querySelectorAll("[data-drawer]")) {
    button.setAttribute("aria-expanded", button.dataset.drawer === open);
  }
}

/** The keys. */
export function showKeys() {
  const rows = SHOWN.map((name) => [
    el("dt", {}, ...text(`hotkey.${name}.name`).split(" / ").map((key) => el("kbd", {}, key))),
    el("dd", {}, text(`hotkey.${name}`))]);
  return openDialog("dataset.help_title", [
    el("p", {}, text("dataset.help_text")), el("dl", { class: "keys" }, ...rows.flat())], [["help.close", "", "primary"]]);
}

/** Somebody else changed the picture: "mine" or "theirs" shall hold. */
export async function askWhose(file) {
  const buttons = [["dataset.theirs", "theirs", "quiet"], ["dataset.mine", "mine", "primary"]];
  return openDialog("dataset.conflict", [el("p", {}, text("dataset.conflict_text", { file }))], buttons);
}
