/** The camera's picture and the canvas over it, laid out alike. */

import { paint } from "./paint.mjs";

/** More device pixels than this per CSS pixel cost time and show nothing. */
const MAX_RATIO = 2;

/** Room below the picture, in CSS pixels, in which large figures are worth showing. */
const ROOM = 120;

/**
 * Where a picture lies inside a box when all of it is shown: `[left, top, width, height]`.
 */
export function fitInside([boxWidth, boxHeight], [width, height]) {
  const scale = Math.min(boxWidth / width, boxHeight / height);
  const [w, h] = [width * scale, height * scale];
  return [(boxWidth - w) / 2, (boxHeight - h) / 2, w, h];
}

/** Keeps `canvas` over the picture in `video`, figures `below` where there is room, and paints scenes. */
export class PictureStage {
  constructor(frame, video, canvas, below) {
    this.frame = frame;
    this.below = below;
    this.video = video;
    this.canvas = canvas;
    this.scene = [];
    this.observer = new ResizeObserver(() => this.layOut());
    this.observer.observe(frame);
  }

  /** Width and height of the camera's picture. */
  get size() {
    return [this.video.videoWidth, this.video.videoHeight];
  }

  /** Lay the canvas over the picture again: the window or the picture changed. */
  layOut() {
    if (!this.video.videoWidth) return;
    const box = fitInside([this.frame.clientWidth, this.frame.clientHeight], this.size);
    const [left, middle, width, height] = box.map(Math.round);
    const room = this.frame.clientHeight - height;
    const top = room >= ROOM ? 0 : middle; // a tall frame: the figures go below the picture
    this.below.hidden = room < ROOM;
    Object.assign(this.below.style, { top: `${height}px`, fontSize: `${Math.min(room * 0.6, width * 0.45)}px` });
    for (const node of [this.video, this.canvas]) {
      Object.assign(node.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    }
    const ratio = Math.min(window.devicePixelRatio || 1, MAX_RATIO);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.show(this.scene);
  }

  /** Paint this scene, given in pixels of the camera's picture, in place of the last. */
  show(scene) {
    this.scene = scene;
    const context = this.canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const [width, height] = this.size;
    context.setTransform(this.canvas.width / width, 0, 0, this.canvas.height / height, 0, 0);
    paint(context, scene);
  }

  close() {
    this.observer.disconnect();
  }
}
