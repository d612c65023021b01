/** YOLO-Pose networks by ONNX Runtime Web: WebGPU where there is one, else WebAssembly. */

import * as ort from "../vendor/onnxruntime/ort.webgpu.min.mjs";
import { decodePeople, fitLetterbox } from "./yolo_decode.mjs";

const PAD_GREY = "rgb(114 114 114)";
const MAX_THREADS = 4;

/**
 * An engine from the ONNX file at `url`.
 * @param {{url: string, imgsz?: number, threads?: number, provider?: "webgpu"|"wasm"}} options
 */
export async function openYolo({ url, imgsz = 640, threads = null, provider = null }) {
  ort.env.wasm.wasmPaths = new URL("../vendor/onnxruntime/", import.meta.url).href;
  ort.env.wasm.numThreads = threads ?? usualThreads();
  ort.env.logLevel = "error";
  const answer = await fetch(url);
  if (!answer.ok) throw new Error("model_missing");
  const { session, backend } = await create(new Uint8Array(await answer.arrayBuffer()), provider);
  const fixed = fixedShape(session);
  const painter = createPainter();
  return {
    info: { name: "onnx", backend, threads: backend === "wasm" ? ort.env.wasm.numThreads : 1 },
    async estimate(bitmap, t, [width, height]) {
      const box = fitLetterbox(width, height, imgsz, fixed);
      const dims = [1, 3, box.canvasHeight, box.canvasWidth];
      const input = new ort.Tensor("float32", painter(bitmap, box), dims);
      const output = (await session.run({ [session.inputNames[0]]: input }))[session.outputNames[0]];
      return decodePeople(output.data, output.dims, box);
    },
  };
}

function usualThreads() {
  return self.crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1) : 1;
}

async function create(model, provider) {
  const wanted = provider ? [provider] : (await hasWebGpu()) ? ["webgpu", "wasm"] : ["wasm"];
  let failure = null;
  for (const backend of wanted) {
    try {
      const session = await ort.InferenceSession.create(model, { executionProviders: [backend] });
      return { session, backend };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function hasWebGpu() {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  return Boolean(adapter) && !adapter.info?.isFallbackAdapter;
}

/** `[height, width]` where the network's input has a fixed shape, else null. */
function fixedShape(session) {
  const shape = session.inputMetadata?.[0]?.shape ?? [];
  return typeof shape[2] === "number" && typeof shape[3] === "number" ? [shape[2], shape[3]] : null;
}

/** A function that lays a picture into planes of red, green and blue from 0 to 1. */
function createPainter() {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let planes = new Float32Array(0);
  return (bitmap, box) => {
    const area = box.canvasWidth * box.canvasHeight;
    if (planes.length !== 3 * area) planes = new Float32Array(3 * area);
    if (canvas.width !== box.canvasWidth || canvas.height !== box.canvasHeight) {
      Object.assign(canvas, { width: box.canvasWidth, height: box.canvasHeight });
    }
    context.fillStyle = PAD_GREY;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, box.left, box.top, box.columns, box.rows);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0, j = 0; i < area; i += 1, j += 4) {
      planes[i] = data[j] / 255;
      planes[area + i] = data[j + 1] / 255;
      planes[2 * area + i] = data[j + 2] / 255;
    }
    return planes;
  };
}
