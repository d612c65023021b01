/** BlazePose full by MediaPipe's tasks: 33 landmarks of up to two people, as COCO-17 people. */

import { PoseLandmarker } from "../vendor/mediapipe/vision_bundle.mjs";

const FILES = {
  wasmLoaderPath: new URL("../vendor/mediapipe/vision_wasm_module_internal.js", import.meta.url).href,
  wasmBinaryPath: new URL("../vendor/mediapipe/vision_wasm_module_internal.wasm", import.meta.url).href,
};
/** The landmark that is each COCO keypoint, as in `repsight.pose.blazepose_landmarks`. */
const COCO = [0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28];
/** A GPU this fast needs no rival; trying the CPU as well would make everybody wait. */
const FAST_MS = 40;
const TRIALS = 4;
/** Software that paints in place of a GPU: slower there than on the CPU itself. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render|software/i;

/** MediaPipe tells of its start and its stages as errors; nobody has to do anything about them. */
const CHATTER = /^(INFO|[IW]\d{4} |Graph success)/;

function quieten() {
  for (const level of ["error", "warn", "log"]) {
    const plain = console[level].bind(console);
    console[level] = (...words) => CHATTER.test(String(words[0])) || plain(...words);
  }
}

/**
 * An engine from the `.task` at `url`.
 * @param {{url: string, people?: number, delegate?: "CPU"|"GPU"}} options
 */
export async function openMediapipe({ url, people = 2, delegate = null }) {
  quieten();
  const task = new Uint8Array(await (await fetchFile(url)).arrayBuffer());
  const { landmarker, chosen } = await choose(task, people, delegate);
  let last = 0;
  return {
    info: { name: "mediapipe", backend: chosen, threads: 1 },
    async estimate(bitmap, t, [width, height]) {
      last = Math.max(last + 1, Math.round(t * 1000)); // MediaPipe wants whole, rising milliseconds
      const found = landmarker.detectForVideo(bitmap, last);
      return found.landmarks.map((landmarks) => asPerson(landmarks, width, height));
    },
  };
}

async function fetchFile(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error("model_missing");
  return answer;
}

async function choose(task, people, delegate) {
  if (delegate) return { landmarker: await create(task, people, delegate), chosen: delegate };
  if (!hasGpu()) return { landmarker: await create(task, people, "CPU"), chosen: "CPU" };
  let gpu = null;
  try {
    gpu = await create(task, people, "GPU");
  } catch {
    return { landmarker: await create(task, people, "CPU"), chosen: "CPU" };
  }
  const gpuTime = time(gpu);
  if (gpuTime < FAST_MS) return { landmarker: gpu, chosen: "GPU" };
  const cpu = await create(task, people, "CPU");
  const [kept, dropped, chosen] = time(cpu) < gpuTime ? [cpu, gpu, "CPU"] : [gpu, cpu, "GPU"];
  dropped.close();
  return { landmarker: kept, chosen };
}

function create(task, numPoses, delegate) {
  return PoseLandmarker.createFromOptions(FILES, {
    baseOptions: { modelAssetBuffer: task.slice(), delegate },
    runningMode: "VIDEO",
    numPoses,
  });
}

/** Milliseconds of the detector on an empty picture: which delegate is faster shows there. */
function time(landmarker) {
  const canvas = new OffscreenCanvas(256, 256);
  canvas.getContext("2d").fillRect(0, 0, 256, 256);
  const times = [];
  for (let i = 0; i < TRIALS; i += 1) {
    const began = performance.now();
    landmarker.detectForVideo(canvas, i);
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

function hasGpu() {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = gl && gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return Boolean(gl) && !SOFTWARE.test(renderer);
}

/** A person in pixels. MediaPipe tells how hidden a point is; outside the picture it only guesses. */
function asPerson(landmarks, width, height) {
  const points = landmarks.map(({ x, y, visibility }) => {
    const inside = x >= 0 && x <= 1 && y >= 0 && y <= 1;
    return [x * width, y * height, inside ? visibility : 0];
  });
  const xs = points.map(([x]) => Math.min(Math.max(x, 0), width));
  const ys = points.map(([, y]) => Math.min(Math.max(y, 0), height));
  return {
    score: points.reduce((sum, point) => sum + point[2], 0) / points.length,
    box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    keypoints: COCO.map((index) => points[index]),
  };
}
