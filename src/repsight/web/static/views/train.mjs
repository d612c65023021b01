/** The view during a workout: the camera's picture, what is painted over it, and a few buttons. */

import { el, iconButton, setIconButton, show } from "../dom.mjs";
import { PictureStage } from "../stage.mjs";
import { text } from "../strings.mjs";
import { askFinish, showHelp } from "./dialogs.mjs";

const TOAST_MS = 6000;
/** Texts for screen readers change no more often than they can be read. */
const COPY_MS = 1000;

/** Shows a workout; `actions` are what the buttons do: pause, start, skip, finish, voice, mirror, camera. */
export class TrainView {
  constructor(settings, actions) {
    this.actions = actions;
    this.video = el("video", { playsinline: true, muted: true, autoplay: true, "aria-label": text("train.picture") });
    this.video.muted = true;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.message = el("div", { class: "busy", role: "status" });
    this.banner = el("div", { class: "banner", role: "alert", hidden: true });
    this.notice = el("div", { class: "toast", role: "status", hidden: true });
    this.numbers = el("div", { class: "numbers", "aria-hidden": "true" });
    this.live = el("p", { class: "unseen", "aria-live": "polite" });
    this.copy = el("p", { class: "unseen", id: "copy" });
    this.figures = el("div", { class: "figures-below", "aria-hidden": "true", hidden: true });
    this.frame = el("div", { class: "frame" }, this.video, this.canvas, this.figures, this.numbers, this.banner, this.notice, this.message);
    this.root = el("section", { class: "train", "aria-labelledby": "train-title" },
      el("h1", { class: "unseen", id: "train-title", tabindex: "-1", "data-focus": true }, text("train.title")),
      this.frame, this.controls(), this.live, this.copy);
    this.keys = (event) => this.press(event);
    document.addEventListener("keydown", this.keys);
    document.body.classList.add("training");
    show(this.root);
    this.stage = new PictureStage(this.frame, this.video, this.canvas, this.figures);
    this.video.addEventListener("resize", () => this.layOut());
    this.setMirror(settings.mirror);
    this.setVoice(settings.voice);
  }

  controls() {
    const { actions } = this;
    const button = (name, key, action, extra = {}) => iconButton(name, key, action, extra);
    this.pause = button("pause", "train.pause", () => actions.pause(), { class: "primary" });
    this.start = button("play", "train.start_now", () => actions.start(), { class: "primary", hidden: true });
    this.voice = button("voice", "train.voice", () => actions.voice());
    this.mirror = button("mirror", "train.mirror", () => actions.mirror());
    return el("div", { class: "controls", role: "toolbar", "aria-label": text("train.controls") },
      el("div", { class: "main-controls" },
        button("skip", "train.skip", () => actions.skip()), this.start, this.pause,
        button("flag", "train.finish", () => this.finish())),
      el("div", { class: "more-controls" },
        this.voice, this.mirror,
        button("camera", "train.camera", () => actions.camera()),
        button("help", "train.help", showHelp)));
  }

  async finish() {
    if (await askFinish()) this.actions.finish();
  }

  press(event) {
    const inDialog = document.querySelector("dialog[open]");
    if (inDialog || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target instanceof HTMLButtonElement;
    if (onButton && (event.key === " " || event.key === "Enter")) return;
    const { actions } = this;
    const keys = {
      " ": actions.pause, s: actions.skip, f: () => this.finish(), m: actions.mirror, v: actions.voice,
      c: actions.camera, "?": showHelp,
    };
    const action = keys[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** Width and height of the camera's picture. */
  get size() {
    return this.stage.size;
  }

  layOut() {
    this.stage.layOut();
  }

  /** Say what is being waited for; null: nothing. */
  tell(key) {
    this.message.hidden = key === null;
    if (key !== null) this.message.replaceChildren(el("span", { class: "spinner" }), el("span", {}, text(key)));
    this.layOut();
  }

  paint(scene) {
    this.stage.show(scene);
  }

  /** Show a state of the server; `fps` pictures a second, `latency` seconds from picture to here. */
  showState(state, { fps, latency }) {
    this.banner.hidden = true;
    this.stage.show(state.scene);
    this.numbers.textContent = text("train.numbers", { fps: fps.toFixed(0), ms: Math.max(0, latency * 1000).toFixed(0) });
    const stage = state.people[0]?.stage ?? "setup";
    this.root.dataset.stage = stage;
    this.setPaused(stage === "paused");
    this.start.hidden = stage !== "setup" && stage !== "countdown";
    this.pause.hidden = !this.start.hidden;
    this.showFigures(state.people[0]);
    this.copyState(state);
  }

  /** The figures of the person in front, as large as there is room for. */
  showFigures(person) {
    const counting = person && (person.stage === "countdown" || person.stage === "rest");
    const count = person && (person.held === null ? person.count : Math.floor(person.held));
    const target = person?.target ? text("shown.of_target", person) : "";
    const large = !person?.title && !counting ? "" : counting ? Math.ceil(person.seconds ?? 0) : count;
    const small = counting ? text(`stage.${person.stage}`) : target;
    if (this.figuresShown === `${large}|${small}`) return;
    this.figuresShown = `${large}|${small}`;
    this.figures.replaceChildren(String(large), el("small", {}, small));
  }

  copyState(state) {
    const now = performance.now();
    if (now - (this.copied ?? -Infinity) < COPY_MS) return;
    this.copied = now;
    const person = state.people[0];
    const hints = (person?.hints ?? state.hints).map((code) => text(`hint.${code}`));
    const values = person && { ...person, count: person.held === null ? person.count : Math.floor(person.held) };
    const words = person?.title ? [text(person.target === null ? "train.copy" : "train.copy_target", values)] : [];
    if (person?.stage === "rest") words.push(text("train.rest", { seconds: Math.round(person.seconds ?? 0) }));
    this.copy.textContent = [...words, ...hints].join(" ");
  }

  setPaused(paused) {
    if (this.paused === paused) return;
    this.paused = paused;
    setIconButton(this.pause, paused ? "play" : "pause", paused ? "train.resume" : "train.pause");
  }

  setVoice(on) {
    setIconButton(this.voice, on ? "voice" : "mute", "train.voice");
    this.voice.setAttribute("aria-pressed", String(on));
  }

  setMirror(on) {
    this.frame.classList.toggle("mirrored", on);
    this.mirror.setAttribute("aria-pressed", String(on));
  }

  /** Words for those who hear the page rather than see it. */
  announce(words) {
    this.live.textContent = words;
  }

  setStatus(status, mode) {
    this.banner.hidden = status === "open";
    if (status === "away") this.banner.textContent = text(`away.${mode}`);
  }

  catchingUp(waiting) {
    this.banner.hidden = false;
    this.banner.textContent = text("away.catching_up", { waiting });
  }

  /** A passing notice. */
  toast(key) {
    this.notice.textContent = text(key);
    this.notice.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => {
      this.notice.hidden = true;
    }, TOAST_MS);
  }

  close() {
    document.removeEventListener("keydown", this.keys);
    document.body.classList.remove("training");
    this.stage.close();
  }
}
