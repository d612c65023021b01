/** One thing that went wrong, and what to do about it. */

import { el, show } from "../dom.mjs";
import { hasText, text } from "../strings.mjs";

/** Show an error; `retry` is what the button does, null where only reloading helps. */
export function showError(error, retry, leave) {
  const known = hasText(`error.${error.code}`);
  const words = known ? text(`error.${error.code}`) : (error.detail ?? text("error.unknown"));
  show(el("section", { class: "card message", "aria-labelledby": "error-title" },
    el("h1", { id: "error-title", tabindex: "-1", "data-focus": true }, text(titleOf(error.code))),
    el("p", { role: "alert", id: "error-text", "data-code": error.code }, words),
    el("div", { class: "row" },
      leave && el("button", { type: "button", class: "quiet", onclick: leave }, text("error.back")),
      el("button", { type: "button", class: "primary", onclick: retry }, text("error.retry")))));
}

function titleOf(code) {
  const key = `error.${code}.title`;
  return hasText(key) ? key : "error.title";
}
