/** Two ways to have a camera picture looked at: here in the browser, or on the server. */

import { openEngine } from "./engine.mjs";
import { PageError } from "./errors.mjs";

const JPEG_QUALITY = 0.75;
const LONGEST_SIDE = 640;

const tenth = (value) => Math.round(value * 10) / 10;
const thousandth = (value) => Math.round(value * 1000) / 1000;

/** The network taken when nobody chose: BlazePose, small and fast, else the first. */
export function usualEngine(engines) {
  return engines.find(({ kind }) => kind === "mediapipe") ?? engines[0];
}

/** A person as the protocol writes it; a point that is no number is null. */
export function asMessage({ score, box, keypoints }) {
  return {
    score: Math.min(Math.max(thousandth(score), 0), 1),
    box: box.map(tenth),
    keypoints: keypoints.map(([x, y, c]) =>
      Number.isFinite(x + y + c) ? [tenth(x), tenth(y), Math.min(Math.max(thousandth(c), 0), 1)] : null,
    ),
  };
}

/** Looks in the browser: only keypoints leave the device. */
export class BrowserEyes {
  constructor(engine) {
    this.engine = engine;
    this.mode = "keypoints";
  }

  /** Eyes with the network of that description from the server's configuration. */
  static async open({ kind, url }, forced = {}) {
    try {
      return new BrowserEyes(await openEngine(kind, { url, ...forced }));
    } catch (error) {
      throw new PageError(error.message === "model_missing" ? "model_missing" : "engine", error.message);
    }
  }

  get info() {
    return this.engine.info;
  }

  /** Look at the video's picture of `t` seconds; gives the people found, having told the server. */
  async look(video, t, size, connection) {
    const { people, light, ms } = await this.engine.estimate(video, t, size);
    connection.send({ type: "poses", t, light: thousandth(light), people: people.map(asMessage) });
    return { people, ms };
  }

  close() {
    this.engine.close();
  }
}

/** Sends small pictures to the server, which looks at them and forgets them. */
export class ServerEyes {
  constructor() {
    this.mode = "frames";
    this.info = { name: "server", backend: "server", threads: 1 };
    this.canvas = new OffscreenCanvas(1, 1);
  }

  async look(video, t, [width, height], connection) {
    if (!connection.wantsPicture) return { people: [], ms: null };
    const share = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    const [w, h] = [Math.round(width * share), Math.round(height * share)];
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    this.canvas.getContext("2d").drawImage(video, 0, 0, w, h);
    const blob = await this.canvas.convertToBlob({ type: "image/jpeg", quality: JPEG_QUALITY });
    connection.sendPicture(t, await blob.arrayBuffer());
    return { people: [], ms: null };
  }

  close() {}
}
