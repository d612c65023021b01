/** What can go wrong, each with a sentence that says what to do: `error.CODE` of the texts. */

/** An error that the page explains; `detail` is a sentence of the server, where it gave one. */
export class PageError extends Error {
  constructor(code, detail = null) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/** WebAssembly with SIMD: a module with one SIMD instruction. */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
]);

/** Throw a PageError where this browser cannot do what the settings ask for. */
export function checkBrowser(place) {
  if (!window.isSecureContext) throw new PageError("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !window.WebSocket) throw new PageError("unsupported");
  if (place !== "browser") return;
  const able = window.WebAssembly && WebAssembly.validate(SIMD) && window.OffscreenCanvas && window.Worker;
  if (!able) throw new PageError("no_simd");
}
