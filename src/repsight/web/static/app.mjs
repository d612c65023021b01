/** The page: which view comes when. */

import { ask } from "./api.mjs";
import { checkBrowser, PageError } from "./errors.mjs";
import { offerInstall, registerWorker } from "./install.mjs";
import { clearRecord, readRecord } from "./record.mjs";
import { readSettings, writeSettings } from "./settings.mjs";
import { loadStrings, text } from "./strings.mjs";
import { Trainer } from "./trainer.mjs";
import { showHistory } from "./views/history.mjs";
import { showError } from "./views/message.mjs";
import { showStart } from "./views/start.mjs";
import { showSummary } from "./views/summary.mjs";
import { TrainView } from "./views/train.mjs";
import { showUpload } from "./views/upload.mjs";
import { Voice } from "./voice.mjs";

const LANGUAGE = document.documentElement.lang;
let server = null;

async function boot() {
  await loadStrings(`api/strings/${LANGUAGE}`);
  document.title = text("page.title");
  document.getElementById("skip").textContent = text("page.skip");
  document.getElementById("loading")?.remove();
  registerWorker();
  await reach();
}

/** Learn what the server has, then go on where the page was left. */
async function reach() {
  try {
    const [config, exercises] = await Promise.all([ask("api/config"), ask("api/exercises")]);
    server = { config, exercises, titles: new Map(exercises.map(({ name, title }) => [name, title])) };
  } catch (error) {
    showError(error, reach);
    return;
  }
  const record = readRecord();
  if (record) train(record);
  else start();
}

function start() {
  showStart(readSettings(), {
    config: server.config,
    exercises: server.exercises,
    on: {
      start: begin,
      upload,
      dataset: server.config.dataset ? () => location.assign("dataset") : null,
      history: server.config.history ? history : null,
      install: offerInstall(start),
    },
  });
}

function begin(settings) {
  const record = { id: newId(), settings: structuredClone(settings), forced: forcedOptions() };
  train(record, true);
}

/** A name for what this tab keeps; `crypto.randomUUID` is missing on insecure pages. */
function newId() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
}

/** For measuring: `?threads=1`, `?provider=wasm`, `?delegate=CPU`, `?people=1` and `?imgsz=384`. */
function forcedOptions() {
  const wanted = new URLSearchParams(location.search);
  const forced = {};
  for (const name of ["threads", "imgsz", "people"]) if (wanted.has(name)) forced[name] = Number(wanted.get(name));
  for (const name of ["provider", "delegate"]) if (wanted.has(name)) forced[name] = wanted.get(name);
  return forced;
}

async function train(record, touched = false) {
  const { settings } = record;
  const voice = new Voice(LANGUAGE, settings.voice);
  if (touched) voice.unlock();
  let view = null;
  const failed = (error) => {
    view?.close();
    const known = error instanceof PageError ? error : new PageError("engine", error.message);
    const leave = () => {
      clearRecord();
      start();
    };
    const gone = known.code.startsWith("server_") && record.session; // asking again helps nobody
    showError(known, gone ? leave : () => train(readRecord() ?? record), leave);
  };
  try {
    checkBrowser(settings.place);
  } catch (error) {
    failed(error);
    return;
  }
  const keep = () => writeSettings({ ...readSettings(), mirror: settings.mirror, voice: settings.voice, facing: settings.facing });
  view = new TrainView(settings, {
    pause: () => trainer.togglePause(),
    start: () => trainer.command("start"),
    skip: () => trainer.command("skip"),
    finish: () => trainer.finish(),
    voice: () => {
      settings.voice = !settings.voice;
      voice.turn(settings.voice);
      view.setVoice(settings.voice);
      keep();
    },
    mirror: () => {
      trainer.setMirror(!settings.mirror);
      view.setMirror(settings.mirror);
      keep();
    },
    camera: () => trainer.switchCamera().then(keep),
  });
  const trainer = new Trainer({
    record, config: server.config, voice, view,
    on: {
      summary: (from) => {
        view.close();
        showSummary("sessions", from, server.titles, start);
      },
      error: failed,
    },
  });
  window.repsight = trainer; // for the console: what is measured, and why
  await trainer.begin().catch((error) => {
    trainer.close();
    failed(error);
  });
}

function upload() {
  showUpload(server.exercises, {
    done: (from) => showSummary("videos", from, server.titles, start),
    error: (error) => showError(error, upload, start),
    back: start,
  });
}

function history() {
  showHistory({
    error: (error) => showError(error, history, start),
    back: start,
  });
}

boot();
