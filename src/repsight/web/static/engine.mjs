/** A pose network in a worker behind one small interface. */

/** Pictures larger than this are made smaller first: no network here sees more. */
const LONGEST_SIDE = 640;

/**
 * Opens an engine: `{info, estimate(source, t, size), close()}`; `estimate` gives
 * `{people, light, ms}` in pixels of `size`.
 * @param {"mediapipe"|"onnx"} kind
 * @param {object} options  what the engine of that kind takes; `url` of its network
 */
export async function openEngine(kind, options) {
  const worker = new Worker(new URL("networks/worker.mjs", import.meta.url), { type: "module" });
  const ask = createAsker(worker);
  try {
    const url = new URL(options.url, location.href).href;
    const { info } = await ask({ job: "open", kind, options: { ...options, url } });
    return {
      info,
      async estimate(source, t, size) {
        const bitmap = await createImageBitmap(source, shrunk(size));
        return ask({ job: "estimate", bitmap, t, size }, [bitmap]);
      },
      close: () => worker.terminate(),
    };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

function createAsker(worker) {
  const waiting = new Map();
  let next = 0;
  const settle = (id, how, value) => {
    waiting.get(id)?.[how](value);
    waiting.delete(id);
  };
  worker.onmessage = ({ data: { id, error, ...answer } }) =>
    error === undefined ? settle(id, "resolve", answer) : settle(id, "reject", new Error(error));
  worker.onerror = (event) => {
    for (const id of [...waiting.keys()]) settle(id, "reject", new Error(event.message || "worker"));
  };
  return (message, transfer = []) =>
    new Promise((resolve, reject) => {
      waiting.set(next, { resolve, reject });
      worker.postMessage({ id: next, ...message }, transfer);
      next += 1;
    });
}

function shrunk([width, height]) {
  const share = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const size = { resizeWidth: Math.round(width * share), resizeHeight: Math.round(height * share) };
  return share < 1 ? { ...size, resizeQuality: "medium" } : {};
}
