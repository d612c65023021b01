/** The view of what was trained: whose, how much of it, which exercise; drawn by the server. */

import { ask } from "../api.mjs";
import { el, icon, show } from "../dom.mjs";
import { readCharts } from "../reading.mjs";
import { text } from "../strings.mjs";
import { segments } from "./start.mjs";

const DAYS = { quarter: 91, year: 365, all: null };

/** Show it; `on` has `back()` and `error(error)`. */
export async function showHistory(on) {
  let users;
  try {
    users = await ask("api/history/users");
  } catch (error) {
    on.error(error);
    return;
  }
  const chosen = { user: users[0]?.name, span: "all", exercise: "" };
  const sheet = el("div", { class: "history-sheet" });
  const said = el("p", { class: "note", role: "status" }, users.length ? "" : text("history.nobody"));
  const exercises = el("select", { id: "exercise", onchange: ({ target }) => change({ exercise: target.value }) });
  const open = el("a", { class: "button quiet", target: "_blank", rel: "noopener" }, icon("report"), el("span", {}, text("history.open")));
  const whose = users.length > 1 && el("label", { class: "field" }, el("span", {}, text("history.user")),
    el("select", { id: "user", onchange: ({ target }) => change({ user: target.value, exercise: "" }) },
      ...users.map(({ name }) => el("option", { value: name }, name))));
  const change = (what) => {
    Object.assign(chosen, what);
    return load(chosen, { sheet, said, exercises, open }).catch(on.error);
  };
  const choices = Object.keys(DAYS).map((span) => [span, `history.${span}`]);
  show(el("section", { class: "history", "aria-labelledby": "history-title" },
    el("div", { class: "row" },
      el("h1", { id: "history-title", tabindex: "-1", "data-focus": true }, text("history.title")),
      el("button", { type: "button", class: "quiet", onclick: on.back }, text("history.back"))),
    users.length > 0 && el("div", { class: "card choices" },
      whose,
      el("label", { class: "field" }, el("span", {}, text("history.exercise")), exercises),
      el("div", { class: "field" }, segments("span", "history.span", choices, chosen.span, (span) => change({ span }))),
      open),
    said, sheet));
  if (users.length) await change({});
}

let asked = 0;

/** Ask for what is chosen and show it, unless something else was chosen meanwhile. */
async function load(chosen, { sheet, said, exercises, open }) {
  const number = (asked += 1);
  said.textContent = text("history.loading");
  const address = addressOf(chosen);
  const reply = await ask(address.quick);
  if (number !== asked) return;
  const { exercises: names, sections, pending } = reply;
  exercises.replaceChildren(
    el("option", { value: "" }, text("history.often")),
    ...names.map((name) => el("option", { value: name, selected: name === chosen.exercise }, name)));
  open.href = address.report;
  fill(sheet, sections);
  if (pending) {
    said.textContent = text("history.pending");
    const whole = await ask(address.whole);
    if (number !== asked) return;
    fill(sheet, whole.sections);
  }
  said.textContent = "";
}

function addressOf({ user, span, exercise }) {
  const query = new URLSearchParams({ wait: "false" });
  if (DAYS[span]) query.set("since", new Date(Date.now() - DAYS[span] * 864e5).toISOString().slice(0, 10));
  if (exercise) query.set("exercise", exercise);
  const base = `api/history/users/${encodeURIComponent(user)}`;
  const quick = `${base}?${query}`;
  query.delete("wait");
  return { quick, whole: `${base}?${query}`, report: `${base}/report?${query}` };
}

/** The sections in a shadow root of their own: their style and that of this page never meet. */
function fill(sheet, sections) {
  const root = sheet.shadowRoot ?? sheet.attachShadow({ mode: "open" });
  const style = root.querySelector("link") ?? el("link", { rel: "stylesheet", href: "api/history/style.css" });
  const page = new DOMParser().parseFromString(sections, "text/html");
  root.replaceChildren(style, ...page.body.childNodes);
  readCharts(root);
}
