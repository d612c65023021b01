/** The view before a workout: what to do, how the camera is looked at, and a large button. */

import { el, icon, iconButton, show } from "../dom.mjs";
import { usualEngine } from "../eyes.mjs";
import { NEW_STEP, writeSettings } from "../settings.mjs";
import { text } from "../strings.mjs";
import { stepCard } from "./step.mjs";

/** Show it; `on` has `start(settings)` and `upload()`; `history()`, `dataset()` and `install()` are null where there is none. */
export function showStart(settings, { config, exercises, on }) {
  const save = () => writeSettings(settings);
  const root = el("form", { class: "start", "aria-labelledby": "start-title" },
    header(),
    el("div", { class: "columns" },
      workout(settings, exercises, save),
      el("div", { class: "column" }, camera(settings, config, save), others(on))),
    el("div", { class: "go" },
      el("button", { type: "submit", class: "primary large", id: "start" }, icon("play"), el("span", {}, text("start.go")))));
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
    on.start(settings);
  });
  show(root);
}

function header() {
  return el("header", { class: "hero" },
    el("img", { src: "icons/icon.svg", alt: "", width: "48", height: "48" }),
    el("div", {},
      el("h1", { id: "start-title", tabindex: "-1", "data-focus": true }, text("start.title")),
      el("p", {}, text("start.lead"))));
}

function workout(settings, exercises, save) {
  const list = el("div", { class: "steps" });
  const add = iconButton("plus", "step.add", () => {
    settings.steps.push({ ...NEW_STEP });
    draw();
  }, { class: "quiet wide" });
  const draw = () => {
    save();
    list.replaceChildren(...settings.steps.map((step, index) => stepCard(step, index, {
      exercises,
      save,
      remove: settings.steps.length > 1 ? () => {
        settings.steps.splice(index, 1);
        draw();
      } : null,
    })));
    add.hidden = settings.steps.length >= 50;
  };
  const plan = el("div", { hidden: settings.auto }, list, add);
  const hint = el("p", { class: "note", hidden: !settings.auto }, text("start.auto_hint"));
  const choose = (value) => {
    settings.auto = value === "auto";
    plan.hidden = settings.auto;
    hint.hidden = !settings.auto;
    save();
  };
  draw();
  const choices = [["auto", "start.auto"], ["plan", "start.plan"]];
  return el("section", { class: "card", "aria-labelledby": "what" },
    el("h2", { id: "what" }, text("start.what")),
    segments("kind", "start.what", choices, settings.auto ? "auto" : "plan", choose),
    hint, plan);
}

/** Choices side by side, of which one holds. */
export function segments(name, label, choices, chosen, onchange) {
  return el("fieldset", { class: "segments" },
    el("legend", { class: "unseen" }, text(label)),
    ...choices.map(([value, key]) => el("label", {},
      el("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onchange(value) }),
      el("span", {}, text(key)))));
}

function toggle(key, on, onchange) {
  return el("label", { class: "toggle" },
    el("span", {}, text(key)),
    el("input", { type: "checkbox", role: "switch", checked: on, onchange: ({ target }) => onchange(target.checked) }));
}

function camera(settings, config, save) {
  const set = (name) => (value) => {
    settings[name] = value;
    save();
  };
  const privacy = el("p", { class: "note privacy" });
  const engines = el("div", { class: "field" });
  const place = (value) => {
    settings.place = value;
    privacy.replaceChildren(icon("lock"), el("span", {}, text(`place.${value}.privacy`)));
    engines.hidden = value !== "browser" || config.engines.length < 2;
    save();
  };
  if (config.engines.length > 1) engines.append(engineChoice(settings, config, set("engine")));
  place(settings.place);
  return el("section", { class: "card", "aria-labelledby": "how" },
    el("h2", { id: "how" }, text("start.how")),
    segments("place", "place.label", [["browser", "place.browser"], ["server", "place.server"]], settings.place, place),
    privacy, engines,
    segments("people", "people.label", [[1, "people.one"], [2, "people.two"]], settings.people, set("people")),
    segments("facing", "facing.label", [["user", "facing.front"], ["environment", "facing.back"]], settings.facing, set("facing")),
    toggle("start.mirror", settings.mirror, set("mirror")),
    toggle("start.voice", settings.voice, set("voice")));
}

function engineChoice(settings, config, onchange) {
  const { engines } = config;
  const chosen = engines.find(({ name }) => name === settings.engine) ?? usualEngine(engines);
  return el("label", {}, el("span", {}, text("place.engine")),
    el("select", { onchange: ({ target }) => onchange(target.value) },
      ...config.engines.map(({ name, licence }) =>
        el("option", { value: name, selected: name === chosen.name }, text("place.engine_option", { name, licence })))));
}

function others(on) {
  return el("section", { class: "card", "aria-labelledby": "else" },
    el("h2", { id: "else" }, text("start.else")),
    iconButton("upload", "start.upload", on.upload, { class: "quiet wide", id: "upload" }),
    on.history && iconButton("history", "start.history", on.history, { class: "quiet wide", id: "history" }),
    on.dataset && iconButton("pictures", "start.dataset", on.dataset, { class: "quiet wide", id: "dataset" }),
    on.install && iconButton("plus", "start.install", on.install, { class: "quiet wide" }));
}
