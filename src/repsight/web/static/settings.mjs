/** What somebody chose last time, kept in this browser. */

const KEY = "repsight.settings";

/** A step of a workout as somebody begins with it. */
export const NEW_STEP = { exercise: "squat", sets: 3, target: 10, rest: 60, tempo: null };

const DEFAULTS = {
  auto: true,
  steps: [NEW_STEP],
  place: "browser",
  engine: null,
  people: 2,
  facing: "user",
  mirror: true,
  voice: true,
};

/** The settings, with defaults for what was never chosen. */
export function readSettings() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY)) ?? {};
    const steps = Array.isArray(kept.steps) && kept.steps.length ? kept.steps : DEFAULTS.steps;
    return { ...DEFAULTS, ...kept, steps: steps.map((step) => ({ ...NEW_STEP, ...step })) };
  } catch {
    return structuredClone(DEFAULTS);
  }
}

/** Keep the settings; a browser that refuses to keeps none. */
export function writeSettings(settings) {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Private windows may forbid it: then they last until the page is closed.
  }
}

/** The plan that the settings ask the server for. */
export function planOf(settings) {
  if (settings.auto) return { steps: [{ exercise: "auto" }] };
  return { steps: settings.steps.map(({ exercise, sets, target, rest, tempo }) => (
    { exercise, sets, target, rest, tempo }
  )) };
}
