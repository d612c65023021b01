/** The page on which the labels of a data set are corrected. */

import { ask } from "../api.mjs";
import { loadStrings, text } from "../strings.mjs";
import { showError } from "../views/message.mjs";
import { Correcting } from "./correcting.mjs";

async function boot() {
  await loadStrings(`api/strings/${document.documentElement.lang}`);
  document.getElementById("skip").textContent = text("dataset.skip");
  document.title = text("dataset.title");
  await reach();
}

async function reach() {
  let told;
  try {
    told = await ask("api/dataset");
  } catch (error) {
    showError(error, reach);
    return;
  }
  document.title = text("dataset.title_of", { name: told.name });
  window.repsight = new Correcting(told); // for the console and for tests
  await window.repsight.begin();
}

boot();
