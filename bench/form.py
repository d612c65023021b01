"""How well form is judged: AUC of the learned model and of the rules, movement by movement.

    python bench/form.py DIR [--train DIR2] [--figure PATH.png]

DIR and DIR2 (default: ../shared beside the repository) are laid out as form_sets.py says. Where
they differ, models learn from all of DIR2 and are tried on whoever in DIR is not there. Where they
are the same, every subject is judged by models that saw nothing of that subject. One model a
movement learns from both views. Nobody is named among the push-ups: within one folder they are
tried in repeated five-fold cross-validation, which is NOT subject-wise, and with whole scenes left
out, which is nearly so.
Exit code 1 when a figure is missed; the last line sums up.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from form_cost import Cost, cost_on_clips
from form_figure import draw_reliability
from form_rules import Scored, score_by_rules
from form_sets import (
    MOVEMENTS,
    VIEWS,
    Array,
    LabelledSequence,
    read_push_ups,
    read_ui_prmd,
    repetitions,
)
from repsight.core.form import FEATURES, repetition_features
from repsight.train.fitting import FormSamples, cross_validate, fit_form_model, predict
from repsight.train.metrics import Flags, auc, auc_interval, brier, calibration_error

ROOT: Final = Path(__file__).resolve().parents[1]
DEFAULT_TRAINING: Final = ROOT.parent / "shared"
WANTED: Final = {"learned": 0.85, "rules": 0.70, "push-ups": 0.80}
MAX_MILLISECONDS: Final = 5.0
"""Processor time to score and explain a repetition, in the sets of the labelled clips."""
MAX_GAP: Final = 1e-6
"""Deductions and missing points must agree to this many points."""
REPEATS: Final = 5
FOLDS: Final = 5
COLUMNS: Final = (
    "movement", "view", "n", "AUC learned", "95 %", "within subjects", "AUC rules", "accuracy",
    "Brier", "ECE",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line of the table: what was judged, and with which probabilities."""

    movement: str
    view: str
    samples: FormSamples
    probabilities: Array
    rules: Scored

    @property
    def auc(self) -> float:
        return auc(self.samples.correct, self.probabilities)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--train", type=Path, default=DEFAULT_TRAINING)
    parser.add_argument("--figure", type=Path, help="draw the reliability curve here")
    options = parser.parse_args()
    test, training = options.folder, options.train
    same = test.resolve() == training.resolve()
    print(f"models learn from {'the other subjects of ' if same else ''}{training}\n")
    rows, others, notes = [], [], []
    if present("ui_prmd", test, training, notes):
        for movement in MOVEMENTS:
            rows += judge_movement(movement, test, None if same else training)
    if present("form_landmarks", test, training, notes):
        others = judge_push_ups(test, None if same else training)
    print_table([*rows, *others])
    for note in notes:
        print(note)
    if options.figure and rows:
        draw_reliability(options.figure, [(r.samples.correct, r.probabilities) for r in rows])
    sys.exit(0 if sum_up(rows, others, cost_on_clips(test) or cost_on_clips(training)) else 1)


def present(name: str, test: Path, training: Path, notes: list[str]) -> bool:
    """Whether both folders have a set; a note where one has not."""
    missing = [f / "poses" / name for f in (test, training) if not (f / "poses" / name).is_dir()]
    notes += [f"skipped {name}: {path} is missing" for path in missing[:1]]
    return not missing


def judge_movement(movement: str, test: Path, training: Path | None) -> list[Row]:
    """One row a view, of one model that learned from both; no row where nobody new is there."""
    sets = filmed(movement, test)
    model = None
    if training is not None:
        learned = filmed(movement, training)
        known = {sequence.group for seen in learned.values() for sequence in seen}
        sets = {view: [s for s in every if s.group not in known] for view, every in sets.items()}
        model = fit_form_model(joined([samples_of(seen) for seen in learned.values()]), movement)
    if not all(sets.values()):
        return []
    samples = {view: samples_of(sequences) for view, sequences in sets.items()}
    both = joined(list(samples.values()))
    probabilities = predict(model, both) if model else cross_validate(both, movement)
    shares = np.split(probabilities, np.cumsum([len(s) for s in samples.values()])[:-1])
    return [
        Row(movement, view, samples[view], share, score_by_rules(movement, sets[view]))
        for view, share in zip(samples, shares, strict=True)
    ]


def filmed(movement: str, folder: Path) -> dict[str, list[LabelledSequence]]:
    """The sequences of a movement in each view."""
    return {view: list(read_ui_prmd(folder, movement, at)) for view, at in VIEWS.items()}


def judge_push_ups(test: Path, training: Path | None) -> list[Row]:
    """Push-ups as filmed: other people's, or within one folder in two ways."""
    learned = read_push_ups(training) if training else []
    known = {sequence.name for sequence in learned}
    sequences = [sequence for sequence in read_push_ups(test) if sequence.name not in known]
    if not sequences:
        return []
    samples, rules = samples_of(sequences), score_by_rules("push_up", sequences)
    if learned:
        model = fit_form_model(samples_of(learned), "push_up")
        return [Row("push_up", "as filmed", samples, predict(model, samples), rules)]
    folds = [random_folds(samples, seed) for seed in range(REPEATS)]
    rounds = [cross_validate(replace(samples, subjects=each), "push_up") for each in folds]
    by_scene = cross_validate(samples, "push_up")
    repeated = joined([samples] * REPEATS)
    return [
        Row("push_up", f"as filmed, {REPEATS}x5-fold", repeated, np.concatenate(rounds), rules),
        Row("push_up", "as filmed, by scene", samples, by_scene, rules),
    ]


def samples_of(sequences: Sequence[LabelledSequence]) -> FormSamples:
    """Features of each sequence: the mean over its repetitions, which is mostly one."""
    values = []
    for sequence in sequences:
        found = [
            list(repetition_features(sequence.track, repetition).values())
            for repetition in repetitions(sequence)
        ]
        values.append(np.mean(found, axis=0))
    return FormSamples(
        tuple(FEATURES),
        np.array(values),
        np.array([sequence.correct for sequence in sequences]),
        tuple(sequence.group for sequence in sequences),
    )


def joined(parts: Sequence[FormSamples]) -> FormSamples:
    """All samples in one."""
    return FormSamples(
        parts[0].names,
        np.vstack([part.values for part in parts]),
        np.concatenate([part.correct for part in parts]),
        tuple(subject for part in parts for subject in part.subjects),
    )


def random_folds(samples: FormSamples, seed: int) -> tuple[str, ...]:
    """A made-up subject for each repetition: five folds with the labels spread evenly."""
    rng = np.random.default_rng(seed)
    fold = np.zeros(len(samples), int)
    for label in (True, False):
        rows = rng.permutation(np.flatnonzero(samples.correct == label))
        fold[rows] = np.arange(len(rows)) % FOLDS
    return tuple(f"fold {number}" for number in fold)


def within_subjects(row: Row) -> float:
    """Mean AUC of each subject's repetitions among themselves; NaN where nobody has both labels."""
    subjects = np.array(row.samples.subjects)
    found = [
        auc(row.samples.correct[subjects == s], row.probabilities[subjects == s])
        for s in np.unique(subjects)
    ]
    known = [value for value in found if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


def print_table(rows: Sequence[Row]) -> None:
    """Markdown."""
    print("| " + " | ".join(COLUMNS) + " |\n| :-- | :-- |" + " --: |" * (len(COLUMNS) - 2))
    for row in rows:
        correct: Flags = row.samples.correct
        low, high = auc_interval(correct, row.probabilities, row.samples.subjects)
        within = within_subjects(row) if row.movement != "push_up" else float("nan")
        cells = (
            row.movement, row.view, len(row.samples), shown(row.auc), f"{low:.2f}–{high:.2f}",
            shown(within), shown(row.rules.auc),
            shown(float(((row.probabilities >= 0.5) == correct).mean())),
            shown(brier(correct, row.probabilities)),
            shown(calibration_error(correct, row.probabilities)),
        )  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |")


def shown(value: float | None) -> str:
    """Three digits, or a dash."""
    return "–" if value is None or not np.isfinite(value) else f"{value:.3f}"


def sum_up(rows: Sequence[Row], push_ups: Sequence[Row], on_clips: Cost | None) -> bool:
    """The last line; whether every figure measured was reached, and one was measured at all."""
    figures = {}
    if rows:
        figures["learned"] = float(np.mean([row.auc for row in rows]))
        figures["rules"] = float(np.mean([row.rules.auc for row in rows]))
    if push_ups:
        figures["push-ups"] = push_ups[0].auc
    if not figures:
        print("\nnothing was measured")
        return False
    lines = [
        (f"{name} AUC {value:.3f} (wanted {WANTED[name]:.2f})", value >= WANTED[name])
        for name, value in figures.items()
    ]
    scored = [row.rules for row in (*rows, *push_ups)]
    single = [s.cost for s in scored]
    alone = Cost(sum(c.seconds for c in single), sum(c.repetitions for c in single))
    print(f"\na repetition that is a set by itself costs {alone.milliseconds:.1f} ms to score")
    cost = (on_clips or alone).milliseconds
    gap = max(s.gap for s in scored)
    lines.append(
        (f"{cost:.1f} ms a repetition (wanted {MAX_MILLISECONDS:g})", cost <= MAX_MILLISECONDS)
    )
    lines.append((f"deductions sum to {gap:.0e} (wanted {MAX_GAP:.0e})", gap <= MAX_GAP))
    print("\n" + "; ".join(f"{text}: {'reached' if ok else 'MISSED'}" for text, ok in lines))
    return all(ok for _, ok in lines)


if __name__ == "__main__":
    main()
