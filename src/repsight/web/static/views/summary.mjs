/** The view after a workout: sets, scores, what to work on, and the data. */

import { addressOf, ask } from "../api.mjs";
import { el, icon, iconButton, show } from "../dom.mjs";
import { text } from "../strings.mjs";
import { askDelete } from "./dialogs.mjs";

const MOST_CUES = 3;
const GOOD_SCORE = 80;

/**
 * Show what came of a session. `kind` is "sessions" or "videos"; `from` holds `id`, `key` and the
 * `session` as `repsight.session/1`; `titles` maps exercises to their names.
 */
export function showSummary(kind, from, titles, again) {
  const sets = from.session.people.flatMap((person, who) => person.sets.map((set) => ({ ...set, who })));
  const several = from.session.people.filter(({ sets: own }) => own.length).length > 1;
  show(el("section", { class: "summary", "aria-labelledby": "summary-title" },
    el("h1", { id: "summary-title", tabindex: "-1", "data-focus": true }, text(sets.length ? "summary.title" : "summary.nothing")),
    sets.length ? totals(sets) : el("p", { class: "card" }, text("summary.nothing_hint")),
    corrections(sets),
    ...sets.map((set, index) => setCard(set, index, titles, several)),
    actions(kind, from, again)));
}

function totals(sets) {
  const reps = sets.filter(({ kind }) => kind !== "hold").reduce((sum, { count }) => sum + count, 0);
  const scores = sets.map(({ score }) => score).filter((score) => score !== null && score !== undefined);
  const mean = scores.length ? Math.round(scores.reduce((a, b) => a + b) / scores.length) : null;
  const figures = [[sets.length, sets.length === 1 ? "summary.set" : "summary.sets"], [reps, reps === 1 ? "summary.rep" : "summary.reps"]];
  if (mean !== null) figures.push([mean, "summary.score"]);
  return el("dl", { class: "figures card" }, ...figures.map(([value, key]) =>
    el("div", {}, el("dd", {}, String(value)), el("dt", {}, text(key)))));
}

function corrections(sets) {
  const cues = [...new Set(sets.flatMap(({ assessment }) => assessment?.cues ?? []))].slice(0, MOST_CUES);
  if (!cues.length) return null;
  return el("section", { class: "card", "aria-labelledby": "cues" },
    el("h2", { id: "cues" }, text("summary.cues")),
    el("ul", { class: "cues" }, ...cues.map((cue) => el("li", {}, cue))));
}

function setCard(set, index, titles, several) {
  const title = titles.get(set.exercise) ?? set.exercise ?? text("summary.unknown");
  const amount = set.kind === "hold"
    ? text("summary.held", { seconds: Math.round(set.end - set.start) })
    : text(set.count === 1 ? "summary.one_rep" : "summary.count", { count: set.count });
  const values = { number: index + 1, title };
  return el("section", { class: "card set" },
    el("div", { class: "row" },
      el("h2", {}, text("summary.set_title", values)),
      several && el("span", { class: "chip" }, text("summary.person", { number: set.who + 1 }))),
    el("p", { class: "amount" }, amount, scoreChip(set.score)),
    bars(set.reps));
}

function scoreChip(score) {
  if (score === null || score === undefined) return null;
  return el("span", { class: score >= GOOD_SCORE ? "chip good" : "chip warn" }, text("summary.score_is", { score: Math.round(score) }));
}

/** A bar for each repetition, as high as its score. */
function bars(reps) {
  const scored = reps.filter(({ score }) => score !== null && score !== undefined);
  if (!scored.length) return null;
  const label = scored.map(({ index, score }) => text("summary.rep_score", { index, score: Math.round(score) })).join(", ");
  const chart = el("div", { class: "bars", role: "img", "aria-label": label });
  for (const { score } of scored) {
    const bar = el("span", { class: score >= GOOD_SCORE ? "good" : "warn" }, el("b", {}, String(Math.round(score))));
    bar.style.setProperty("--share", `${Math.max(score, 4)}%`);
    chart.append(bar);
  }
  return chart;
}

function actions(kind, from, again) {
  const json = new Blob([JSON.stringify(from.session, null, 2)], { type: "application/json" });
  const said = el("p", { class: "note", role: "status" });
  const forget = el("button", { type: "button", class: "quiet danger", id: "delete", onclick: async () => {
    if (!(await askDelete())) return;
    try {
      await ask(addressOf(kind, from), { method: "DELETE" });
      for (const node of root.querySelectorAll("#delete, #report")) node.remove();
      said.textContent = text("delete.done");
    } catch (error) {
      said.textContent = error.detail ?? text("error.server_away");
    }
  } }, text("summary.delete"));
  const root = el("div", { class: "card actions" },
    el("a", { class: "button primary", id: "report", href: addressOf(kind, from, "/report"), target: "_blank", rel: "noopener" }, icon("report"), el("span", {}, text("summary.report"))),
    iconButton("play", "summary.again", again, { class: "quiet" }),
    el("a", { class: "button quiet", href: URL.createObjectURL(json), download: "session.json" }, text("summary.download")),
    forget, said);
  return root;
}
