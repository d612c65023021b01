/** Keeps the screen on while somebody trains. */

/** Ask for it, again whenever the page comes back; the function returned lets go. */
export function keepAwake() {
  let lock = null;
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    lock = await navigator.wakeLock?.request("screen").catch(() => null);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => {
    document.removeEventListener("visibilitychange", ask);
    lock?.release().catch(() => {});
  };
}
