/** The worker in which a pose network runs, so that the page stays smooth meanwhile. */

import { openMediapipe } from "./mediapipe.mjs";
import { openYolo } from "./yolo.mjs";
import { createLightMeter } from "./light.mjs";

const OPENERS = { mediapipe: openMediapipe, onnx: openYolo };
let engine = null;
const light = createLightMeter();

async function open({ kind, options }) {
  engine = await OPENERS[kind](options);
  return { info: engine.info };
}

async function estimate({ bitmap, t, size }) {
  const began = performance.now();
  const people = await engine.estimate(bitmap, t, size);
  const answer = { people, light: light(bitmap), ms: performance.now() - began };
  bitmap.close();
  return answer;
}

const JOBS = { open, estimate };

self.onmessage = async ({ data: { id, job, ...rest } }) => {
  try {
    self.postMessage({ id, ...(await JOBS[job](rest)) });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
};
