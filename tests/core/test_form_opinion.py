"""A learned model's opinion beside the score: its reasons add up, and it survives its files."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import repsight
from form_folder import BAD, GOOD, squats, write_track
from repsight.core.assessment import LearnedForm, assessment_from_dict, assessment_to_dict
from repsight.core.errors import ModelError
from repsight.core.form import FEATURES, FormModel, form_opinion, repetition_features
from repsight.core.form.opinion import MAX_REASONS
from repsight.core.types import Repetition, SetSummary, Track
from repsight.export import read_session
from repsight.train import write_form_model

SECOND = Repetition(2, 2.12, 3.01, 3.89, 3.89)
NAMES = tuple(FEATURES)[:12]


def model(names: tuple[str, ...] = NAMES, **changes: object) -> FormModel:
    """A model whose features count by turns for and against."""
    many = len(names)
    return FormModel(
        exercise="squat",
        features=names,
        medians=(1.0,) * many,
        means=(2.0,) * many,
        scales=(40.0,) * many,
        weights=tuple(0.3 * (-1) ** place / (1 + place) for place in range(many)),
        intercept=0.4,
        slope=1.3,
        offset=-0.2,
        threshold=0.6,
        **changes,
    )


def opinion_of(track: Track, of: FormModel | None = None) -> LearnedForm:
    found = form_opinion(of or model(), track, SECOND)
    assert found is not None
    return found


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("movement", [GOOD, BAD], ids=["good", "bad"])
def test_base_reasons_and_rest_make_the_probability(movement: object, seed: int) -> None:
    found = opinion_of(squats(movement, seed=seed))
    told = found.base + math.fsum(r.log_odds for r in found.reasons) + found.rest
    assert told == pytest.approx(log_odds(found.probability), abs=1e-9)
    assert found.rest != 0
    assert (found.threshold, found.base) == (0.6, model().base)


def test_the_reasons_are_the_strongest_features_with_their_values_in_words() -> None:
    track = squats()
    features = repetition_features(track, SECOND)
    shares = model().contributions(features)
    strongest = sorted(NAMES, key=lambda name: -abs(shares[name]))[:MAX_REASONS]
    found = opinion_of(track)
    assert [each.name for each in found.reasons] == strongest
    assert [each.log_odds for each in found.reasons] == [shares[name] for name in strongest]
    angle = next(each for each in found.reasons if each.name == "knee.turn")
    assert angle.said == f"knee angle at the turn: {features['knee.turn']:.0f}°"


def test_a_model_of_few_features_leaves_no_rest() -> None:
    found = opinion_of(squats(), model(("knee.turn", "hip.turn")))
    assert len(found.reasons) == 2
    assert found.rest == 0


def hidden(track: Track, *points: int) -> Track:
    keypoints = track.keypoints.copy()
    keypoints[:, points] = np.nan
    return Track(track.t, keypoints)


def test_where_too_little_was_seen_there_is_no_opinion() -> None:
    legs = ("knee.turn", "knee.mean", "knee.range")
    no_ankles = hidden(squats(), 15, 16)
    assert form_opinion(model(legs), no_ankles, SECOND) is None
    arms = tuple(name for name in FEATURES if name.startswith(("elbow.", "trunk_lean.")))
    seven, eight = ("knee.turn", *arms[:2]), ("knee.turn", *arms[:3])  # 2 of 3, 3 of 4
    assert form_opinion(model(seven), no_ankles, SECOND) is None
    found = form_opinion(model(eight), no_ankles, SECOND)
    assert found is not None
    assert "knee.turn" not in {each.name for each in found.reasons}
    assert found.rest == pytest.approx(model(eight).contributions({})["knee.turn"])
    assert form_opinion(model(), squats(), Repetition(1, 50, 51, 52, 52)) is None


def test_an_opinion_survives_its_data() -> None:
    track = squats()
    from repsight.core.scoring.options import ScoreOptions
    from repsight.core.scoring.score import score_sets
    from repsight.exercises import load_exercise

    one = SetSummary("squat", SECOND.start, SECOND.end, (SECOND,))
    (scored,) = score_sets(
        track, [load_exercise("squat")], [one], ScoreOptions(form={"squat": model()})
    )
    part = scored.reps[0].assessment
    assert part is not None
    assert part.learned is not None
    again = assessment_from_dict(json.loads(json.dumps(assessment_to_dict(part)))).learned
    assert again is not None
    assert [each.said for each in again.reasons] == [each.said for each in part.learned.reasons]
    told = again.base + sum(each.log_odds for each in again.reasons) + again.rest
    assert told == pytest.approx(log_odds(again.probability), abs=1e-6)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Squats and a form model."""
    folder = tmp_path_factory.mktemp("form")
    write_track(folder / "s.poses.npz", squats(azimuth=90.0))
    write_form_model(folder / "form.json", model())
    return folder / "s.poses.npz", folder / "form.json"


def test_a_counted_session_keeps_the_opinions_and_the_same_scores(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    source, form = files
    usual = repsight.count(source, exercise="squat")
    session = repsight.count(source, exercise="squat", form_models=[form], json=tmp_path / "s.json")
    (one,), (kept,) = session.people[0].sets, read_session(tmp_path / "s.json").people[0].sets
    assert one.count == 3
    assert [rep.score for rep in one.reps] == [rep.score for rep in usual.people[0].sets[0].reps]
    for rep, again in zip(one.reps, kept.reps, strict=True):
        assert rep.assessment is not None
        assert again.assessment is not None
        learned, read = rep.assessment.learned, again.assessment.learned
        assert learned is not None
        assert read is not None
        assert read.probability == pytest.approx(learned.probability, abs=1e-8)
        assert [r.name for r in read.reasons] == [r.name for r in learned.reasons]
        assert read.rest == pytest.approx(learned.rest, abs=1e-8)


def test_a_model_for_another_exercise_says_nothing(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    from dataclasses import replace

    write_form_model(tmp_path / "lunge.json", replace(model(), exercise="lunge"))
    session = repsight.count(files[0], exercise="squat", form_models=[tmp_path / "lunge.json"])
    parts = [rep.assessment for rep in session.people[0].sets[0].reps]
    assert [part.learned for part in parts if part is not None] == [None] * 3


def test_a_damaged_model_is_refused_before_anything_is_counted(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    path = tmp_path / "form.json"
    path.write_text(files[1].read_text(encoding="utf-8")[:200], encoding="utf-8")
    with pytest.raises(ModelError, match="this is no form model, it is not JSON"):
        repsight.count(files[0], form_models=[path], json=tmp_path / "s.json")
    assert not (tmp_path / "s.json").exists()
