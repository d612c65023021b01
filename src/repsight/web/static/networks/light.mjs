/** How bright a picture is. */

const SIDE = 16;

/** A function that gives the mean brightness 0..1 of a picture. */
export function createLightMeter() {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (picture) => {
    context.drawImage(picture, 0, 0, SIDE, SIDE);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      sum += 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]; // Rec. 601 luma
    }
    return sum / (255 * SIDE * SIDE);
  };
}
