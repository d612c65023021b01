/** Questions and explanations over the page. */

import { el } from "../dom.mjs";
import { text } from "../strings.mjs";

/** Show a dialog of a title, elements and buttons `[text, value, class]`; gives the value of the one pressed. */
export function openDialog(title, body, buttons) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { "aria-labelledby": "dialog-title" },
      el("h2", { id: "dialog-title" }, text(title)),
      ...body,
      el("div", { class: "row" }, ...buttons.map(([key, value, kind]) =>
        el("button", { type: "button", class: kind, onclick: () => dialog.close(value) }, text(key)))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.scrollTop = 0; // the button that has the focus may be far below
  });
}

/** Whether the workout shall end. */
export async function askFinish() {
  const buttons = [["finish.no", "", "quiet"], ["finish.yes", "yes", "primary"]];
  return (await openDialog("finish.title", [el("p", {}, text("finish.text"))], buttons)) === "yes";
}

/** Whether all data of the session shall go. */
export async function askDelete() {
  const buttons = [["delete.no", "", "quiet"], ["delete.yes", "yes", "danger"]];
  return (await openDialog("delete.title", [el("p", {}, text("delete.text"))], buttons)) === "yes";
}

const KEYS = ["space", "s", "f", "m", "v", "c", "help"];

/** The keys, and what to do. */
export function showHelp() {
  const rows = KEYS.map((key) => [el("dt", {}, el("kbd", {}, text(`key.${key}.name`))), el("dd", {}, text(`key.${key}`))]);
  return openDialog("help.title", [el("p", {}, text("help.text")), el("dl", { class: "keys" }, ...rows.flat())], [["help.close", "", "primary"]]);
}
