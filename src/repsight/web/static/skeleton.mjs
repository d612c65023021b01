/** A plain skeleton as shapes of a scene: what can be drawn while the server is away. */

/** Bones below the head, COCO-17. */
const BONES = [
  [5, 6], [5, 11], [6, 12], [11, 12], [5, 7], [7, 9], [6, 8], [8, 10],
  [11, 13], [13, 15], [12, 14], [14, 16],
];
const MIN_CONFIDENCE = 0.3;
/** Line widths are given at this height of the shorter side. */
const REFERENCE_PIXELS = 720;

/** Lines for everybody; mirrored where the picture is shown mirrored. */
export function skeletonScene(people, [width, height], mirror) {
  const unit = Math.min(width, height) / REFERENCE_PIXELS;
  const at = ([x, y]) => [mirror ? width - x : x, y];
  const seen = (point) => point && point[2] >= MIN_CONFIDENCE;
  return people.flatMap(({ keypoints }) =>
    BONES.filter(([a, b]) => seen(keypoints[a]) && seen(keypoints[b])).map(([a, b]) => ({
      kind: "line",
      points: [at(keypoints[a]), at(keypoints[b])],
      width: 5 * unit,
      tone: "muted",
      rim: true,
      opacity: 1,
    })),
  );
}
