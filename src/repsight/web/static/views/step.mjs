/** One exercise of a workout: how many sets and repetitions, and on demand tempo and rest. */

import { el, icon } from "../dom.mjs";
import { text } from "../strings.mjs";

/** Seconds: eccentric, pause at the turn, concentric, pause at the start. */
const TEMPOS = { even: [2, 0, 2, 0], slow: [3, 1, 1, 0], very_slow: [4, 0, 4, 0] };
const OWN = "own";

/** A card for `step`, which is changed as somebody chooses; `remove` null leaves out that button. */
export function stepCard(step, index, { exercises, save, remove }) {
  const number = { number: index + 1 };
  const set = (name) => (value) => {
    step[name] = value;
    save();
  };
  const targetName = el("span", {});
  const named = () => {
    const kind = exercises.find(({ name }) => name === step.exercise)?.kind;
    targetName.textContent = text(kind === "hold" ? "step.seconds" : "step.reps");
  };
  named();
  const exercise = el("select", { "aria-label": text("step.exercise", number), onchange: ({ target }) => {
    set("exercise")(target.value);
    named();
  } }, ...exercises.map(({ name, title }) => el("option", { value: name, selected: name === step.exercise }, title)));
  return el("fieldset", { class: "step" },
    el("legend", { class: "unseen" }, text("step.title", number)),
    el("div", { class: "row" }, exercise, remove && el("button", {
      type: "button", class: "quiet square", "aria-label": text("step.remove", number), onclick: remove,
    }, icon("remove"))),
    el("div", { class: "counts" },
      stepper(el("span", {}, text("step.sets")), step.sets, { least: 1, most: 50, by: 1 }, set("sets")),
      stepper(targetName, step.target, { least: 1, most: 1000, by: 1 }, set("target"))),
    el("details", {}, el("summary", {}, text("step.more")),
      el("div", { class: "counts" },
        stepper(el("span", {}, text("step.rest")), step.rest, { least: 0, most: 3600, by: 15 }, set("rest")),
        tempo(step, set("tempo")))));
}

/** A number with a button on either side. */
function stepper(name, value, { least, most, by }, onchange) {
  const input = el("input", { type: "number", inputmode: "numeric", min: least, max: most, value, required: true });
  const change = (to) => {
    input.value = Math.min(Math.max(to, least), most);
    onchange(Number(input.value));
  };
  input.addEventListener("change", () => change(Math.round(Number(input.value)) || least));
  const button = (drawing, key, step) => el("button", {
    type: "button", "aria-label": text(key, { name: name.textContent }), onclick: () => change(Number(input.value) + step),
  }, icon(drawing));
  return el("div", { class: "stepper" },
    el("label", {}, name, input),
    button("minus", "step.less", -by), button("plus", "step.more_of", by));
}

function tempo(step, onchange) {
  const same = (name) => step.tempo && TEMPOS[name].every((value, i) => value === step.tempo[i]);
  const chosen = Object.keys(TEMPOS).find(same) ?? OWN;
  return el("label", { class: "field" }, el("span", {}, text("step.tempo")),
    el("select", { onchange: ({ target }) => onchange(TEMPOS[target.value] ?? null) },
      ...[OWN, ...Object.keys(TEMPOS)].map((name) =>
        el("option", { value: name, selected: name === chosen }, text(`tempo.${name}`)))));
}
