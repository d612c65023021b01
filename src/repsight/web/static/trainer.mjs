/** One workout: camera, eyes, connection, picture and voice, tied together. */

import { Backlog } from "./backlog.mjs";
import { closeCamera, openCamera, watchFrames } from "./camera.mjs";
import { Connection } from "./connection.mjs";
import { PageError } from "./errors.mjs";
import { BrowserEyes, ServerEyes, usualEngine } from "./eyes.mjs";
import { Rate } from "./rate.mjs";
import { clearRecord, SessionClock, writeRecord } from "./record.mjs";
import { planOf } from "./settings.mjs";
import { skeletonScene } from "./skeleton.mjs";
import { Speech } from "./speech.mjs";
import { keepAwake } from "./wake.mjs";

/** A state older than this is history: it is neither painted nor spoken. */
const FRESH_SECONDS = 2;

/** Where the live WebSocket is. */
function liveAddress() {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`;
}

/**
 * Runs a workout. `view` shows it (see views/train.mjs); `on` has `summary(message)` and
 * `error(PageError)`, after which all is closed.
 */
export class Trainer {
  constructor({ record, config, voice, view, on }) {
    Object.assign(this, { record, config, voice, view, on });
    this.settings = record.settings;
    this.clock = new SessionClock(record);
    this.speech = new Speech(voice);
    this.rate = new Rate();
    this.status = "connecting";
    this.state = null;
    this.looking = false;
    this.stoppers = [];
  }

  /** Open everything and begin. Throws a PageError. */
  async begin() {
    this.view.tell("loading.camera");
    await openCamera(this.view.video, this.settings.facing);
    this.stoppers.push(() => closeCamera(this.view.video));
    if (this.closed) return this.close();
    this.view.tell("loading.model");
    this.eyes = await this.openEyes();
    this.stoppers.push(() => this.eyes.close());
    this.backlog = await Backlog.open(this.record.id);
    if (this.closed) return this.close();
    this.view.tell("loading.server");
    this.record.size ??= this.view.size;
    this.connection = new Connection({
      url: liveAddress(),
      hello: () => this.hello(),
      record: this.record,
      backlog: this.backlog,
      on: {
        welcome: (message) => this.welcomed(message),
        state: (state) => this.take(state),
        summary: (message) => this.end(message),
        error: ({ code, message }) => this.fail(new PageError(`server_${code}`, message)),
        status: (status) => this.setStatus(status),
      },
    });
    this.stoppers.push(() => this.connection.close(), keepAwake(), this.watchPage());
    this.watchCamera();
    if (this.record.paused) this.command("resume");
    this.record.hidden = this.record.paused = false;
    return null;
  }

  openEyes() {
    if (this.settings.place === "server") return new ServerEyes();
    const { engines } = this.config;
    const chosen = engines.find(({ name }) => name === this.settings.engine) ?? usualEngine(engines);
    if (!chosen) throw new PageError("model_missing");
    this.engine = chosen.name;
    return BrowserEyes.open(chosen, { people: this.settings.people, ...this.record.forced });
  }

  hello() {
    return {
      mode: this.eyes.mode,
      size: this.record.size,
      mirror: this.settings.mirror,
      plan: planOf(this.settings),
      setup: true,
      model: this.engine ?? this.config.model,
    };
  }

  welcomed(message) {
    this.clock.passed(message.t);
    writeRecord(this.record);
    this.view.tell(null);
  }

  watchCamera() {
    const track = this.view.video.srcObject.getVideoTracks()[0];
    const ended = () => this.fail(new PageError("camera_lost"));
    track.addEventListener("ended", ended);
    const stop = watchFrames(this.view.video, (now) => this.see(now));
    this.stopCamera = () => {
      track.removeEventListener("ended", ended);
      stop();
    };
    this.stoppers.push(() => this.stopCamera());
  }

  /** A new picture: look at it unless the last one is still being looked at. */
  async see(now) {
    if (this.looking || this.leaving || this.switching) return;
    this.looking = true;
    try {
      const t = this.clock.at(now);
      const size = this.view.size;
      this.checkSize(size, t);
      const { people } = await this.eyes.look(this.view.video, t, size, this.connection);
      if (this.eyes.mode === "keypoints") this.rate.count();
      if (this.status === "away") this.view.paint(skeletonScene(people, size, this.settings.mirror));
    } catch (error) {
      if (!this.switching) this.fail(new PageError("engine", error.message));
    } finally {
      this.looking = false;
    }
  }

  /** The phone was turned: the picture has another size from now on. */
  checkSize(size, t) {
    if (size[0] === this.record.size[0] && size[1] === this.record.size[1]) return;
    this.record.size = size;
    this.view.layOut();
    this.connection.send({ type: "size", t, size });
  }

  take(state) {
    const age = performance.now() / 1000 - (state.t + (this.record.epoch - performance.timeOrigin) / 1000);
    if (this.eyes.mode === "frames") this.rate.count();
    this.state = state;
    if (age > FRESH_SECONDS) {
      this.view.catchingUp(this.connection.waiting);
      return;
    }
    this.view.showState(state, { fps: this.rate.perSecond, latency: age });
    const words = this.speech.next(state, performance.now() / 1000);
    if (words) {
      this.voice.say(words);
      this.view.announce(words);
    }
    const done = state.people.length > 0 && state.people.every(({ stage }) => stage === "done");
    if (done) this.finish();
  }

  setStatus(status) {
    this.status = status;
    this.view.setStatus(status, this.eyes.mode);
  }

  /** Ask the server for something: start, pause, resume, skip or finish. */
  command(what) {
    this.connection?.send({ type: "command", t: this.clock.at(), do: what });
  }

  /** Pause, or go on. */
  togglePause() {
    this.command(this.state?.people[0]?.stage === "paused" ? "resume" : "pause");
  }

  /** End the workout; the summary follows. */
  finish() {
    if (this.leaving) return;
    this.leaving = true;
    this.view.tell("loading.summary");
    this.command("finish");
  }

  setMirror(mirror) {
    this.settings.mirror = mirror;
    this.connection?.mention({ type: "mirror", mirror });
  }

  /** Change to the other camera. */
  async switchCamera() {
    if (this.switching) return;
    this.switching = true;
    this.settings.facing = this.settings.facing === "user" ? "environment" : "user";
    this.stopCamera?.();
    closeCamera(this.view.video);
    try {
      await openCamera(this.view.video, this.settings.facing);
      this.watchCamera();
    } catch (error) {
      this.fail(error);
    } finally {
      this.switching = false;
    }
  }

  /** Pause while nobody can see the page, and keep all before it is left. */
  watchPage() {
    const turn = () => (document.visibilityState === "visible" ? this.comeBack() : this.hide());
    const leave = () => this.keep();
    document.addEventListener("visibilitychange", turn);
    window.addEventListener("pagehide", leave);
    return () => {
      document.removeEventListener("visibilitychange", turn);
      window.removeEventListener("pagehide", leave);
    };
  }

  /** The page went out of sight; a reload does so, too, and the next page comes back. */
  hide() {
    this.record.hidden = true;
    const active = this.state?.people.some(({ stage }) => stage === "exercise" || stage === "rest");
    if (active) {
      this.record.paused = true;
      this.command("pause");
    }
    this.keep(); // some browsers tell of this last
  }

  /** Keep what the next page needs. */
  keep() {
    if (this.closed) return;
    writeRecord(this.record);
    this.backlog.keepTail();
  }

  comeBack() {
    if (this.record.hidden) this.view.toast("background.back");
    if (this.record.paused) this.command("resume");
    this.record.hidden = this.record.paused = false;
  }

  end(message) {
    const { session, key } = this.record;
    this.backlog.clear();
    clearRecord();
    this.close();
    this.on.summary({ ...message, id: session, key });
  }

  fail(error) {
    if (this.closed) return;
    if (error.code?.startsWith("server_")) {
      this.backlog.clear();
      clearRecord();
    } else writeRecord(this.record);
    this.close();
    this.on.error(error);
  }

  close() {
    this.closed = true;
    for (const stop of this.stoppers.splice(0)) stop();
  }
}
