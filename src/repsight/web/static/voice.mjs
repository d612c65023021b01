/** Speaks counts, cues and hints. Words that are late are never said: the newest win. */

/** A cue is not repeated sooner than this; it was heard the first time. */
const CUE_SECONDS = 12;
/** A hint that still stands is said again after this long. */
const HINT_SECONDS = 8;

export class Voice {
  constructor(language, on) {
    this.language = language;
    this.on = on;
    this.said = new Map();
    this.synthesis = window.speechSynthesis ?? null;
  }

  /** Browsers allow speech only after a touch: call this while one is handled. */
  unlock() {
    if (this.synthesis && this.on) this.synthesis.speak(new SpeechSynthesisUtterance(""));
  }

  /** Switch it on or off; off is silent at once. */
  turn(on) {
    this.on = on;
    if (!on) this.synthesis?.cancel();
  }

  /** Say this now, instead of whatever is being said. */
  say(words) {
    if (!this.on || !this.synthesis || !words) return;
    this.synthesis.cancel();
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.lang = this.language;
    utterance.rate = 1.1;
    this.synthesis.speak(utterance);
  }

  /** Whether a cue is worth saying at `now` seconds; remembers that it was. */
  freshCue(cue, now) {
    return this.fresh(`cue ${cue}`, now, CUE_SECONDS);
  }

  /** Whether a hint is worth saying at `now` seconds; remembers that it was. */
  freshHint(hint, now) {
    return this.fresh(`hint ${hint}`, now, HINT_SECONDS);
  }

  fresh(key, now, pause) {
    if (now - (this.said.get(key) ?? -Infinity) < pause) return false;
    this.said.set(key, now);
    return true;
  }
}
