/** Which part of a picture the board shows: zoom and pan, from pixels of the picture to the board's. */

/** Times the size at which the whole picture is seen. */
const MOST_ZOOM = 40;
const LEAST_ZOOM = 0.5;
/** CSS pixels around the whole picture. */
const EDGE = 12;

export class View {
  constructor() {
    this.board = [1, 1];
    this.size = [1, 1];
    this.fitted = true;
    this.fit();
  }

  /** The board or the picture has another size. */
  lay(board, size) {
    this.board = board;
    this.size = size;
    if (this.fitted) this.fit();
    else this.#hold();
  }

  /** Show the whole picture. */
  fit() {
    const [width, height] = this.board;
    const whole = Math.min((width - 2 * EDGE) / this.size[0], (height - 2 * EDGE) / this.size[1]);
    this.whole = Math.max(whole, 0.01);
    this.scale = this.whole;
    this.shift = [(width - this.size[0] * this.scale) / 2, (height - this.size[1] * this.scale) / 2];
    this.fitted = true;
  }

  /** Show a box of the picture with some room around. */
  showBox([left, top, right, bottom]) {
    const [width, height] = this.board;
    const room = 0.9;
    this.#scaleTo(room * Math.min(width / (right - left), height / (bottom - top)));
    this.shift = [width / 2 - (this.scale * (left + right)) / 2, height / 2 - (this.scale * (top + bottom)) / 2];
    this.fitted = false;
    this.#hold();
  }

  /** Zoom so that what is at a place of the board stays there; the middle by default. */
  zoom(factor, at = this.middle) {
    const [x, y] = this.toPicture(at);
    this.#scaleTo(this.scale * factor);
    this.shift = [at[0] - x * this.scale, at[1] - y * this.scale];
    this.fitted = false;
    this.#hold();
  }

  pan(dx, dy) {
    this.shift = [this.shift[0] + dx, this.shift[1] + dy];
    this.fitted = false;
    this.#hold();
  }

  get middle() {
    return this.board.map((length) => length / 2);
  }

  toBoard([x, y]) {
    return [this.shift[0] + x * this.scale, this.shift[1] + y * this.scale];
  }

  toPicture([x, y]) {
    return [(x - this.shift[0]) / this.scale, (y - this.shift[1]) / this.scale];
  }

  #scaleTo(scale) {
    this.scale = Math.min(Math.max(scale, LEAST_ZOOM * this.whole), MOST_ZOOM * this.whole);
  }

  /** Keep some of the picture on the board. */
  #hold() {
    this.shift = this.shift.map((shift, axis) => {
      const [board, length] = [this.board[axis], this.size[axis] * this.scale];
      const rest = Math.min(board, length) / 4;
      return Math.min(Math.max(shift, rest - length), board - rest);
    });
  }
}
