/** From what the server says of one moment to the words worth saying aloud. */

import { text } from "./strings.mjs";

/** The last seconds of a countdown or a rest are counted aloud. */
const SPOKEN_SECONDS = 3;

/** Keeps what was said of the person in front; `next` gives the words for a state, or "". */
export class Speech {
  constructor(voice) {
    this.voice = voice;
    this.stage = null;
    this.second = null;
  }

  /** The words for a state at `now` seconds. */
  next(state, now) {
    const person = state.people[0];
    const hints = person ? person.hints : state.hints;
    const words = person ? [...this.ofStage(person), ...this.ofEvents(person, now)] : [];
    if (!words.length && hints.length && this.voice.freshHint(hints[0], now)) {
      words.push(text(`hint.${hints[0]}`));
    }
    return words.join(" ");
  }

  ofStage({ stage, seconds }) {
    const words = [];
    if (stage !== this.stage) {
      const begun = this.stage === "countdown" && stage === "exercise";
      if (begun) words.push(text("say.go"));
      else if (stage === "rest") words.push(text("train.rest", { seconds: Math.round(seconds ?? 0) }));
      else if (stage === "paused") words.push(text("stage.paused"));
      else if (stage === "done") words.push(text("say.done"));
      this.stage = stage;
      this.second = null;
    }
    const left = seconds === null ? null : Math.ceil(seconds);
    const counting = stage === "countdown" || stage === "rest";
    if (counting && left !== this.second && left > 0 && left <= SPOKEN_SECONDS && !words.length) {
      words.push(String(left));
    }
    this.second = left;
    return words;
  }

  ofEvents({ events, held }, now) {
    const words = [];
    const last = events.filter(({ kind }) => kind === "rep_completed").at(-1);
    if (last && held === null) words.push(String(last.index));
    for (const event of events) {
      const said = event.kind === "cue_raised" ? event.cue : event.kind === "rep_missed" ? event.reason : null;
      if (said && this.voice.freshCue(said, now)) words.push(said);
    }
    return words.slice(0, 2);
  }
}
