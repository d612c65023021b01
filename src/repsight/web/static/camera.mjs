/** The camera: opened, watched frame by frame, and its failures told apart. */

import { PageError } from "./errors.mjs";

const CODES = {
  NotAllowedError: "camera_refused",
  SecurityError: "camera_refused",
  NotFoundError: "camera_none",
  OverconstrainedError: "camera_none",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

/**
 * The camera's picture in `video`, playing. `facing` is "user" or "environment"; a device that has
 * only one camera gives that one. Throws a PageError.
 */
export async function openCamera(video, facing) {
  if (!window.isSecureContext) throw new PageError("insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw new PageError("unsupported");
  const wanted = { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch (error) {
    throw new PageError(CODES[error.name] ?? "camera_busy");
  }
  video.srcObject = stream;
  await video.play();
  if (!video.videoWidth) await new Promise((done) => video.addEventListener("resize", done, { once: true }));
  return stream;
}

/** Let go of the camera. */
export function closeCamera(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

/** Call `onFrame(seconds)` for each new picture of the video, until the function returned is called. */
export function watchFrames(video, onFrame) {
  let running = true;
  const byVideo = "requestVideoFrameCallback" in video;
  const next = () => (byVideo ? video.requestVideoFrameCallback(step) : requestAnimationFrame(step));
  let last = -1;
  function step(now) {
    if (!running) return;
    if (byVideo || video.currentTime !== last) {
      last = video.currentTime;
      onFrame(now);
    }
    next();
  }
  next();
  return () => {
    running = false;
  };
}
