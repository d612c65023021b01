#!/usr/bin/env bash
# Fine-tune yolov8n-pose for floor exercises: everything, from pictures to figures, in one command.
#
#   CLIPS=path/to/clips runs/finetune_floor.sh          a CUDA machine: 24,000 rendered pictures at 640
#   RUN_SMALL=1 CLIPS=… runs/finetune_floor.sh          a CPU: 400 pictures at 320
#
# CLIPS   folder with videos and labels.csv; its push_up and sit_up clips show what was gained on
#         the floor, all others what it cost elsewhere. Without it the clips are not counted.
# VIDEOS  folder of your own videos without labels, of which frames are picked and pre-labelled and
#         added. None of CLIPS may be in it.
# MODEL   what to begin with (yolov8n-pose), OUT where to write (out/finetune_floor), DEVICE (auto).
#
# Needs the extras yolo and synth. Stopped or killed, it goes on where it was.
set -euo pipefail

OUT=${OUT:-out/finetune_floor}
MODEL=${MODEL:-yolov8n-pose}
DEVICE=${DEVICE:-auto}
SEED=${SEED:-1}
# Two of three pictures are of the floor; the rest keeps what the model knows of standing people.
FLOOR=push_up,sit_up
UPRIGHT=squat,lunge,shoulder_press
if [[ -n ${RUN_SMALL:-} ]]; then
  FLOOR_N=${FLOOR_N:-270} UPRIGHT_N=${UPRIGHT_N:-130} IMGSZ=${IMGSZ:-320} EPOCHS=${EPOCHS:-6}
else
  FLOOR_N=${FLOOR_N:-16000} UPRIGHT_N=${UPRIGHT_N:-8000} IMGSZ=${IMGSZ:-640} EPOCHS=${EPOCHS:-60}
fi

mkdir -p "$OUT"
exec > >(tee -a "$OUT/log.txt") 2>&1
echo "== $(date -u +%FT%TZ) $(repsight --version), $MODEL, $FLOOR_N + $UPRIGHT_N pictures at $IMGSZ"

render() { # exercises, pictures, folder, seed
  [[ -f $3/data.yaml ]] || repsight data synth --exercise "$1" -n "$2" --imgsz "$IMGSZ" --seed "$4" -o "$3"
}
render "$FLOOR" "$FLOOR_N" "$OUT/floor" "$SEED"
render "$UPRIGHT" "$UPRIGHT_N" "$OUT/upright" "$((SEED + 1000))"
parts=("$OUT/floor" "$OUT/upright")
if [[ -n ${VIDEOS:-} ]]; then
  [[ -f $OUT/frames/data.yaml ]] || repsight data build "$VIDEOS" -o "$OUT/frames"
  parts+=("$OUT/frames")
fi

# One data.yaml over all parts; measured on the floor alone, which is what it is for.
mkdir -p "$OUT/all"
python - "$OUT/all/data.yaml" "${parts[@]}" <<'PYTHON'
import sys
from pathlib import Path

target, parts = Path(sys.argv[1]), [Path(part).resolve() for part in sys.argv[2:]]
base = (parts[0] / "data.yaml").read_text()
rest = [line for line in base.splitlines() if not line.startswith(("path:", "train:", "val:", "test:"))]
lists = {"train": parts, "val": parts, "test": parts[:1]}
lines = [f"{split}: {[str(part / 'images' / split) for part in folders]}" for split, folders in lists.items()]
target.write_text("\n".join([f"path: {parts[0]}", *lines, *rest]) + "\n")
PYTHON

resume=()
[[ -f $OUT/trained/training.json ]] && resume=(--resume)
if [[ ! -f $OUT/trained/pose.onnx ]]; then
  repsight train pose "$OUT/all/data.yaml" -o "$OUT/trained" --model "$MODEL" --epochs "$EPOCHS" \
    --imgsz "$IMGSZ" --device "$DEVICE" --seed "$SEED" "${resume[@]}"
fi

counted=()
[[ -n ${CLIPS:-} ]] && counted=(--clips "$CLIPS")
# Pictures at the size that was trained; clips as `repsight count` takes them, at 640.
repsight train eval "$OUT/trained/pose.onnx" "$OUT/floor" --against "$MODEL" --split test \
  --imgsz 640 "${counted[@]}" --json > "$OUT/figures.json"
echo "== $(date -u +%FT%TZ) done: $OUT/figures.json"
