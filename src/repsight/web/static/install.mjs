/** The page as an application of its own: its service worker, and the offer to install it. */

let prompt = null;
let listener = null;

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  prompt = event;
  listener?.();
});

/** Let the page start without the network; browsers allow it on secure origins only. */
export function registerWorker() {
  if (window.isSecureContext) navigator.serviceWorker?.register("sw.js").catch(() => {});
}

/** What installs the page, or null while the browser has not offered it; then `changed` is called. */
export function offerInstall(changed) {
  listener = prompt ? null : () => document.querySelector("form.start") && changed();
  if (!prompt) return null;
  return async () => {
    await prompt.prompt();
    prompt = null;
    changed();
  };
}
