/** The page's texts, all of them from one file a language. */

let strings = {};

/** Load the texts of a language. */
export async function loadStrings(url) {
  strings = await (await fetch(url)).json();
}

/** The text under a key, its `{names}` replaced by values; the key itself where there is none. */
export function text(key, values = {}) {
  const found = strings[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Whether there is a text under a key. */
export function hasText(key) {
  return key in strings;
}
