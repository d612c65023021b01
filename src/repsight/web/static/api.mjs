/** The server's addresses besides the WebSocket. */

import { PageError } from "./errors.mjs";

const UNREACHABLE = "server_away";

/** The JSON at an address; throws a PageError with the server's own sentence where it gave one. */
export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new PageError(UNREACHABLE);
  }
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new PageError(`server_${body?.code ?? "broken"}`, body?.message ?? null);
  return body;
}

/** The address of a session or video, or of something below it. */
export function addressOf(kind, { id, key }, below = "") {
  return `api/${kind}/${encodeURIComponent(id)}${below}?key=${encodeURIComponent(key)}`;
}

/**
 * Send a video file to be counted; `onShare` hears how much of it is there, 0..1. Gives
 * `{id, key}`; throws a PageError.
 */
export function sendVideo(file, exercise, onShare, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch cannot tell how far an upload is
    request.open("POST", `api/videos?exercise=${encodeURIComponent(exercise)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0);
    request.onerror = () => reject(new PageError(UNREACHABLE));
    request.onload = () => {
      const { status, response } = request;
      if (status >= 200 && status < 300) resolve(response);
      else reject(new PageError(`server_${response?.code ?? "broken"}`, response?.message ?? null));
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
