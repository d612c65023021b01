/**
 * The service worker: keeps the page and its engines, so that both are there without the network.
 * What the server says of anybody's training is never kept.
 */

const CACHE = "repsight-1";
const SHELL = [
  "./", "app.css", "train.css", "app.mjs", "api/strings/en", "manifest.webmanifest", "icons/icon.svg",
  "api.mjs", "backlog.mjs", "camera.mjs", "connection.mjs", "dom.mjs", "engine.mjs", "errors.mjs",
  "eyes.mjs", "install.mjs", "paint.mjs", "rate.mjs", "reading.mjs", "record.mjs", "settings.mjs", "skeleton.mjs",
  "speech.mjs", "stage.mjs", "strings.mjs", "trainer.mjs", "voice.mjs", "wake.mjs",
  "views/dialogs.mjs", "views/history.mjs", "views/message.mjs", "views/start.mjs", "views/step.mjs", "views/summary.mjs",
  "views/train.mjs", "views/upload.mjs",
  "networks/worker.mjs", "networks/mediapipe.mjs", "networks/yolo.mjs", "networks/yolo_decode.mjs",
  "networks/light.mjs",
  "dataset/page.css", "dataset/actions.mjs", "dataset/board.mjs", "dataset/correcting.mjs", "dataset/edits.mjs",
  "dataset/keys.mjs", "dataset/labels.mjs", "dataset/layout.mjs", "dataset/list.mjs", "dataset/page.mjs",
  "dataset/panel.mjs", "dataset/pictures.mjs", "dataset/pointing.mjs", "dataset/saver.mjs", "dataset/view.mjs",
];
const NEVER = /^\/(api\/(?!strings\/)|metrics|health)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE);
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === location.origin && event.request.method === "GET";
  if (!ours || NEVER.test(url.pathname) || url.searchParams.has("token")) return;
  event.respondWith(fromServer(event.request));
});

/** The server's answer, kept; without the server, what was kept. */
async function fromServer(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200 && !answer.redirected) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}
