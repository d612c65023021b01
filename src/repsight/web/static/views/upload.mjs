/** The view that has a video counted instead of the camera. */

import { addressOf, ask, sendVideo } from "../api.mjs";
import { el, show } from "../dom.mjs";
import { text } from "../strings.mjs";

const POLL_MS = 1000;

/** Show it; `on` has `done(from)` with what `showSummary` takes, `error(PageError)` and `back()`. */
export function showUpload(exercises, on) {
  const leaving = new AbortController();
  const bar = el("progress", { max: "1", value: 0, "aria-label": text("upload.progress"), hidden: true });
  const said = el("p", { class: "note", role: "status" });
  const file = el("input", { type: "file", accept: "video/*", required: true, id: "file" });
  const exercise = el("select", {}, el("option", { value: "auto" }, text("upload.auto")),
    ...exercises.map(({ name, title }) => el("option", { value: name }, title)));
  const send = el("button", { type: "submit", class: "primary" }, text("upload.send"));
  const root = el("form", { class: "card upload", "aria-labelledby": "upload-title" },
    el("h1", { id: "upload-title", tabindex: "-1", "data-focus": true }, text("upload.title")),
    el("p", {}, text("upload.text")),
    el("label", { class: "field" }, el("span", {}, text("upload.file")), file),
    el("label", { class: "field" }, el("span", {}, text("upload.exercise")), exercise),
    bar, said,
    el("div", { class: "row" }, el("button", { type: "button", class: "quiet", onclick: () => {
      leaving.abort();
      on.back();
    } }, text("upload.back")), send));
  root.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    bar.hidden = false;
    try {
      const video = await sendVideo(file.files[0], exercise.value, (share) => {
        bar.value = share;
        said.textContent = text("upload.sending", { percent: Math.floor(100 * share) });
      }, leaving.signal);
      const session = await counted(video, bar, said, leaving.signal);
      if (session) on.done({ ...video, session });
    } catch (error) {
      if (!leaving.signal.aborted) on.error(error);
    }
  });
  show(root);
}

/** The session of a video once it is counted; null where nobody waits any longer. */
async function counted(video, bar, said, signal) {
  while (!signal.aborted) {
    const { status, done, total, message, session } = await ask(addressOf("videos", video));
    if (status === "done") return session;
    if (status === "failed") throw Object.assign(new Error(message), { code: "video", detail: message });
    if (total) bar.value = done / total;
    else bar.removeAttribute("value");
    said.textContent = text(`upload.${status}`, { percent: total ? Math.floor((100 * done) / total) : 0 });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return null;
}
