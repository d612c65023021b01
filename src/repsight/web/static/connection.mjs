/** The WebSocket to the server: found again when lost, and nothing is lost with it. */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
const PING_EVERY_MS = 5000;
/** A server that said nothing for so long is gone, whatever the socket believes. */
const SILENCE_MS = 12000;
/** Of what the server allows a second, while a backlog is handed over. */
const SHARE_OF_LIMIT = 0.8;
const DEFAULT_RATE = 100;
const PUMP_EVERY_MS = 50;
const MOST_BUFFERED_BYTES = 512 * 1024;
/** Pictures on their way at a time: a second one hides the way there and back. */
const PICTURES_IN_FLIGHT = 2;
/** An answer that took so long will not come. */
const PICTURE_LOST_MS = 3000;
/** A session that exists asks again after these: they pass. */
const PASSING = new Set(["silent", "closing", "slow", "full", "busy", "internal"]);
/** How often, before the page gives up. */
const MOST_REFUSALS = 5;

/**
 * Talks to the server for one session. `on` has `welcome`, `state`, `summary`, `error` and `status`
 * ("open" or "away"); `record` is `{session, key, seq}`, without `session` for a new one.
 */
export class Connection {
  constructor({ url, hello, record, backlog, on }) {
    Object.assign(this, { url, hello, record, backlog, on });
    this.next = Math.max(record.seq ?? 0, backlog.last + 1);
    this.sent = -1;
    this.rate = DEFAULT_RATE;
    this.retry = FIRST_RETRY_MS;
    this.refusals = 0;
    this.flying = new Map();
    this.welcomed = false;
    this.closed = false;
    this.pump = this.pump.bind(this);
    this.timers = [setInterval(this.pump, PUMP_EVERY_MS), setInterval(() => this.checkPulse(), PING_EVERY_MS)];
    this.online = () => this.reconnectNow();
    window.addEventListener("online", this.online);
    this.connect();
  }

  connect() {
    this.socket = new WebSocket(this.url);
    this.socket.onopen = () => {
      const { session, key } = this.record;
      this.socket.send(JSON.stringify({ type: "hello", protocol: 1, ...this.hello(), ...(session ? { session, key } : {}) }));
    };
    this.socket.onmessage = ({ data }) => {
      this.heard = performance.now();
      this.take(JSON.parse(data));
    };
    this.socket.onclose = () => this.lost();
    this.heard = performance.now();
  }

  reconnectNow() {
    if (this.closed || this.welcomed || this.socket.readyState < WebSocket.CLOSING) return;
    clearTimeout(this.retryTimer);
    this.connect();
  }

  lost() {
    this.welcomed = false;
    this.flying.clear();
    if (this.closed) return;
    this.on.status("away");
    this.retryTimer = setTimeout(() => this.connect(), this.retry * (0.75 + Math.random() / 2));
    this.retry = Math.min(2 * this.retry, LONGEST_RETRY_MS);
  }

  take(message) {
    if (message.type === "welcome") this.welcome(message);
    else if (message.type === "saved") this.backlog.drop(message.seq);
    else if (message.type === "state") {
      for (const seq of this.flying.keys()) if (seq <= message.seq) this.flying.delete(seq);
      this.on.state(message);
    } else if (message.type === "summary") this.end("summary", message);
    else if (message.type === "error") this.fail(message);
  }

  welcome(message) {
    Object.assign(this.record, { session: message.session, key: message.key });
    this.rate = SHARE_OF_LIMIT * (message.limits?.messages_per_second ?? DEFAULT_RATE);
    this.backlog.drop(message.saved);
    this.sent = message.saved;
    this.next = Math.max(this.next, message.saved + 1);
    this.retry = FIRST_RETRY_MS;
    this.refusals = 0;
    this.welcomed = true;
    this.on.welcome(message);
    this.on.status("open");
    this.pump();
  }

  fail(error) {
    if (!error.fatal) return;
    this.refusals += 1;
    const passes = this.record.session && PASSING.has(error.code) && this.refusals < MOST_REFUSALS;
    if (!passes) this.end("error", error);
  }

  end(kind, message) {
    this.close();
    this.on[kind](message);
  }

  checkPulse() {
    if (!this.welcomed) return;
    if (performance.now() - this.heard > SILENCE_MS) {
      this.socket.onclose = null; // a dead line may take minutes to close
      this.socket.close();
      this.lost();
    } else this.socket.send('{"type":"ping"}');
  }

  /** Send a message that must arrive; it gets its number here. */
  send(message) {
    const seq = this.takeNumber();
    this.backlog.add(seq, JSON.stringify({ ...message, seq }));
    this.pump();
  }

  /** Say something that only matters now. */
  mention(message) {
    if (this.welcomed) this.socket.send(JSON.stringify(message));
  }

  takeNumber() {
    const seq = this.next;
    this.next += 1;
    this.record.seq = this.next;
    return seq;
  }

  /** Whether a picture may be sent now: the server is there and not behind. */
  get wantsPicture() {
    const late = performance.now() - PICTURE_LOST_MS;
    for (const [seq, at] of this.flying) if (at < late) this.flying.delete(seq);
    return this.welcomed && this.flying.size < PICTURES_IN_FLIGHT && this.waiting === 0;
  }

  /** How many messages still wait to be handed over. */
  get waiting() {
    return this.backlog.after(this.sent, Infinity).length;
  }

  /** Send a picture, a JPEG of `t` seconds; nobody keeps it. */
  sendPicture(t, jpeg) {
    if (!this.wantsPicture) return;
    const seq = this.takeNumber();
    const message = new Uint8Array(12 + jpeg.byteLength);
    const head = new DataView(message.buffer);
    head.setUint32(0, seq, true);
    head.setFloat64(4, t, true);
    message.set(new Uint8Array(jpeg), 12);
    this.socket.send(message);
    this.sent = seq;
    this.flying.set(seq, performance.now());
  }

  /** Hand over what waits, in order, as fast as the server allows. */
  pump() {
    const now = performance.now();
    const most = this.rate / 4; // what an idle quarter of a second saves up
    this.allowed = Math.min(most, (this.allowed ?? most) + (this.rate * (now - (this.pumped ?? now))) / 1000);
    this.pumped = now;
    if (!this.welcomed) return;
    for (const [seq, text] of this.backlog.after(this.sent, Math.floor(this.allowed))) {
      if (this.socket.bufferedAmount > MOST_BUFFERED_BYTES) return;
      this.socket.send(text);
      this.sent = seq;
      this.allowed -= 1;
    }
  }

  /** Leave; the session stays on the server. */
  close() {
    this.closed = true;
    this.timers.forEach(clearInterval);
    clearTimeout(this.retryTimer);
    window.removeEventListener("online", this.online);
    this.socket.close();
  }
}
