"""The store on both databases: what goes in comes out, whatever is done twice or at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from logs import EVENING, NOW, session, squat_set

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import (
    BodyWeight,
    LoggedSession,
    LoggedSet,
    PainNote,
    UserProfile,
)
from repsight.core.history.table import SetTable, history_of
from repsight.history import Store

ANN = UserProfile(
    height=1.7,
    mass_kg=64.5,
    sex="female",
    birth_year=1990,
    experience="intermediate",
    goals=("strength", "mobility"),
    equipment=("barbell",),
    injuries=("knee",),
)


@pytest.fixture
def ann(store: Store) -> str:
    store.add_user("Ann", ANN)
    return "Ann"


def bare(one: LoggedSession) -> LoggedSession:
    """Without the number that the store gives."""
    return replace(one, id=None)


def test_a_profile_comes_back_as_it_was_told(store: Store, ann: str) -> None:
    assert store.profile(ann) == ANN
    store.set_profile(ann, UserProfile(height=1.71))
    assert store.profile(ann) == UserProfile(height=1.71)


def test_users_are_told_apart_whatever_the_case(store: Store, ann: str) -> None:
    store.add_user("Bob")
    assert store.users() == ("Ann", "Bob")
    assert store.profile("  aNN ") == ANN
    with pytest.raises(InvalidInputError, match="'Ann' already"):
        store.add_user("ANN")


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\0b", "x" * 101])
def test_a_name_that_is_none_is_refused(store: Store, name: str) -> None:
    with pytest.raises(InvalidInputError, match="the user's name is"):
        store.add_user(name)


def test_an_unknown_user_is_told_the_known_ones(store: Store, ann: str) -> None:
    for ask in (store.profile, store.history, store.sessions, store.delete_user, store.programme):
        with pytest.raises(InvalidInputError, match="no user 'Eve'; known: Ann;"):
            ask("Eve")
    with pytest.raises(InvalidInputError, match="no user 'Eve'; known: Ann;"):
        store.add_sessions("Eve", [session()])


def test_a_session_comes_back_whole(store: Store, ann: str) -> None:
    one = session(key="a", note="größer – 今日は")
    number = store.add_session(ann, one)
    assert bare(store.session(ann, number)) == one
    assert store.session(ann, number).id == number


def test_what_is_not_known_comes_back_as_not_known(store: Store, ann: str) -> None:
    one = LoggedSession(EVENING, (LoggedSet("Plank"), LoggedSet("Pull Up", 0, -20.0, "drop")))
    assert bare(store.session(ann, store.add_session(ann, one))) == one


def test_sessions_come_in_order_of_time_with_repetitions_only_where_asked(
    store: Store, ann: str
) -> None:
    given = [session(3, "c"), session(1, "a"), session(2, "b")]
    store.add_sessions(ann, given)
    whole = store.sessions(ann, repetitions=True)
    assert [bare(one) for one in whole] == sorted(given, key=lambda one: one.started)
    light = store.sessions(ann)
    assert [one.key for one in light] == ["a", "b", "c"]
    assert {s.repetitions for one in light for s in one.sets} == {()}


def test_sessions_are_chosen_by_local_date_and_exercise(store: Store, ann: str) -> None:
    bench = session(2, "b", (squat_set(exercise="Bench Press"), squat_set()))
    store.add_sessions(ann, [session(0, "a"), bench, session(4, "c")])
    day = EVENING.date()

    def keys(**wanted: object) -> list[str]:
        return [one.key for one in store.sessions(ann, **wanted)]  # type: ignore[arg-type]

    assert keys(since=day + timedelta(days=2)) == ["b", "c"]
    assert keys(until=day + timedelta(days=2)) == ["a", "b"]
    assert keys(since=day, until=day) == ["a"]
    assert keys(exercise="bench press") == ["b"]
    assert [len(one.sets) for one in store.sessions(ann, exercise="bench press")] == [2]
    assert keys(exercise="curl") == []
    assert keys(since=date(2100, 1, 1)) == []


def test_the_same_session_again_changes_nothing(store: Store, ann: str) -> None:
    given = [session(0, "a"), session(1, "b")]
    first = store.add_sessions(ann, given)
    again = store.add_sessions(ann, given)
    assert (len(first.added), again.added, again.updated) == (2, (), ())
    assert sorted(again.unchanged) == sorted(first.added)
    assert len(store.sessions(ann)) == 2


def test_a_session_that_changed_is_changed_and_keeps_its_number(store: Store, ann: str) -> None:
    number = store.add_session(ann, session(0, "a"))
    other = session(0, "a", (squat_set(110.0, 3),), note="corrected")
    assert store.add_sessions(ann, [other]).updated == (number,)
    assert bare(store.session(ann, number)) == other


def test_one_session_twice_in_a_file_is_one_and_the_later_counts(store: Store, ann: str) -> None:
    added = store.add_sessions(ann, [session(0, "a"), session(0, "a", note="later")])
    assert len(added.added) == 1
    assert store.sessions(ann)[0].note == "later"


def test_keys_are_of_a_source_and_of_a_user(store: Store, ann: str) -> None:
    store.add_user("Bob")
    store.add_sessions(ann, [session(0, "a"), replace(session(0, "a"), source="strong")])
    store.add_session("Bob", session(0, "a"))
    assert (len(store.sessions(ann)), len(store.sessions("Bob"))) == (2, 1)


def test_sessions_without_a_key_are_all_different(store: Store, ann: str) -> None:
    store.add_sessions(ann, [session(), session()])
    store.add_session(ann, session())
    assert len(store.sessions(ann)) == 3


def test_a_batch_that_fails_leaves_nothing_behind(store: Store, ann: str) -> None:
    def broken() -> object:
        yield session(0, "a")
        yield session(1, "b", (LoggedSet("squat", measures={"x": object()}),))  # type: ignore[dict-item]

    with pytest.raises(TypeError):
        store.add_sessions(ann, broken())  # type: ignore[arg-type]
    assert store.sessions(ann) == ()


def test_more_sessions_than_fit_one_statement_are_one_batch(store: Store, ann: str) -> None:
    many = [session(day, f"k{day}", (LoggedSet("row", 8, 60.0),)) for day in range(1500)]
    assert len(store.add_sessions(ann, many).added) == 1500
    again = store.add_sessions(ann, [*many, session(2000, "new")])
    assert (len(again.added), len(again.unchanged)) == (1, 1500)
    ids = {one.key: one.id for one in store.sessions(ann)}
    assert [ids[f"k{day}"] for day in range(1500)] == sorted(ids[f"k{d}"] for d in range(1500))  # type: ignore[type-var]


def test_numbers_are_not_given_twice(store: Store, ann: str) -> None:
    last = store.add_session(ann, session())
    store.delete_session(ann, last)
    assert store.add_session(ann, session()) > last


@pytest.mark.parametrize(
    "text", ["a\0b", "half \ud83d of a pair", "quote ' \" ; DROP TABLE users; --"]
)
def test_texts_that_are_hard_to_store_are_stored(store: Store, ann: str, text: str) -> None:
    number = store.add_session(ann, session(note=text))
    expected = text.replace("\0", "").replace("\ud83d", "")
    assert store.session(ann, number).note == expected


def test_measures_that_are_no_numbers_are_not_known(store: Store, ann: str) -> None:
    odd = LoggedSet("squat", measures={"rom": np.nan, "own": np.inf, "tempo": 3.0})
    number = store.add_session(ann, session(sets=(odd,)))
    assert store.session(ann, number).sets[0].measures == {"tempo": 3.0}


def test_the_table_is_what_the_sessions_make(store: Store, ann: str) -> None:
    store.add_sessions(ann, [session(2, "b"), session(0, "a"), session(2, "c")])
    store.add_session(ann, session(1, "d", (LoggedSet("plank", seconds=60.0, kind="warm_up"),)))
    store.add_session(ann, session(5, "e", ()))
    store.add_body_weight(ann, BodyWeight(EVENING, 64.0))
    store.add_pain(ann, PainNote(EVENING, "knee", 2.0, "after"))
    got = store.history(ann)
    want = history_of(store.sessions(ann), ann, ANN, got.body_weight, got.pain)
    assert (got.user, got.profile) == ("Ann", ANN)
    assert got.body_weight == (BodyWeight(EVENING, 64.0),)
    assert got.pain == (PainNote(EVENING, "knee", 2.0, "after"),)
    same_columns(got.sets, want.sets)
    for name in ("id", "t", "day", "seconds", "rpe"):
        np.testing.assert_array_equal(getattr(got.sessions, name), getattr(want.sessions, name))


def same_columns(got: SetTable, want: SetTable) -> None:
    columns = ("session", "t", "day", "exercise", "kind", "reps", "load_kg", "rpe", "seconds")
    for name in (*columns, "score"):
        np.testing.assert_array_equal(getattr(got, name), getattr(want, name))
        assert getattr(got, name).dtype == getattr(want, name).dtype
    assert got.measures.keys() == want.measures.keys()
    for name, column in got.measures.items():
        np.testing.assert_array_equal(column, want.measures[name])


def test_an_empty_history_is_an_empty_table(store: Store, ann: str) -> None:
    got = store.history(ann)
    same_columns(got.sets, history_of(()).sets)
    assert len(got.sessions) == 0


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 25, 2, 30, tzinfo=EVENING.tzinfo),  # twice that night: the first
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=EVENING.tzinfo),  # the second
        datetime(2026, 3, 29, 23, 59, 59, 999999, tzinfo=EVENING.tzinfo),
        datetime(2026, 7, 1, 0, 10, tzinfo=timezone(timedelta(hours=14))),
        datetime(2026, 7, 1, 23, 50, tzinfo=timezone(-timedelta(hours=9, minutes=30))),
        datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC),
    ],
)
def test_a_moment_keeps_its_instant_and_its_local_date(
    store: Store, ann: str, moment: datetime
) -> None:
    number = store.add_session(ann, LoggedSession(moment, (squat_set(),)))
    got = store.session(ann, number).started
    assert got.timestamp() == moment.timestamp()
    assert (got.replace(tzinfo=None), got.utcoffset()) == (
        moment.replace(tzinfo=None),
        moment.utcoffset(),
    )
    (day,) = store.history(ann).sets.day
    assert date(1970, 1, 1) + timedelta(days=int(day)) == moment.date()


def test_a_zone_is_kept_by_its_name(store: Store, ann: str) -> None:
    number = store.add_session(ann, session())
    assert getattr(store.session(ann, number).started.tzinfo, "key", None) == "Europe/Berlin"


def test_of_one_moment_the_last_weight_and_the_last_pain_count(store: Store, ann: str) -> None:
    for mass in (64.0, 65.0):
        store.add_body_weight(ann, BodyWeight(EVENING, mass))
    store.add_body_weight(ann, BodyWeight(EVENING - timedelta(days=1), 63.0))
    for level in (3.0, 4.0):
        store.add_pain(ann, PainNote(EVENING, "knee", level))
    store.add_pain(ann, PainNote(EVENING, "back", 1.0))
    got = store.history(ann)
    assert [each.mass_kg for each in got.body_weight] == [63.0, 65.0]
    assert [(each.place, each.level) for each in got.pain] == [("back", 1.0), ("knee", 4.0)]


def test_findings_are_kept_by_kind_and_key_and_the_oldest_give_way(
    store: Store, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("repsight.history.store.notes.MOST_FINDINGS", 3)
    assert store.finding(ann, "forecast", "squat:1") is None
    for n in range(5):
        store.keep_finding(ann, "forecast", f"squat:{n}", {"mean": [n, 1.5], "why": None})
    store.keep_finding(ann, "risk", "squat:0", {"other": True})
    store.keep_finding(ann, "forecast", "squat:4", {"mean": []})
    assert store.finding(ann, "forecast", "squat:4") == {"mean": []}
    assert store.finding(ann, "forecast", "squat:2") == {"mean": [2, 1.5], "why": None}
    assert store.finding(ann, "forecast", "squat:1") is None
    assert store.finding(ann, "risk", "squat:0") == {"other": True}


def test_a_programme_takes_the_place_of_the_one_before(store: Store, ann: str) -> None:
    assert store.programme(ann) is None
    store.keep_programme(ann, {"goal": "strength"})
    store.keep_programme(ann, {"goal": "mobility", "weeks": [1, 2]})
    assert store.programme(ann) == {"goal": "mobility", "weeks": [1, 2]}


def test_a_session_is_written_set_by_set_and_closed_by_its_key(store: Store, ann: str) -> None:
    number = store.add_session(ann, session(0, "live", ()))
    assert store.append_set(ann, number, squat_set()) == 1
    assert store.append_set(ann, number, squat_set(90.0, 3)) == 2
    assert bare(store.session(ann, number)).sets == (squat_set(), squat_set(90.0, 3))
    whole = replace(session(0, "live"), recording="ab.poses.npz")
    assert store.add_session(ann, whole) == number
    assert bare(store.session(ann, number)) == whole


def test_what_was_changed_by_hand_outlives_reading_the_same_file_again(
    store: Store, ann: str
) -> None:
    number = store.add_session(ann, session(0, "a"))
    store.keep_finding(ann, "trend", "x", {"a": 1})
    changed = replace(session(0, "a", (squat_set(120.0),), "heavier"), id=number)
    store.update_session(ann, changed)
    assert store.finding(ann, "trend", "x") is None
    assert store.add_sessions(ann, [session(0, "a")]).unchanged == (number,)
    assert store.session(ann, number) == changed


def test_nobody_writes_into_the_sessions_of_others(store: Store, ann: str) -> None:
    store.add_user("Eve")
    number = store.add_session(ann, session())
    for ask in (
        lambda: store.append_set("Eve", number, squat_set()),
        lambda: store.update_session("Eve", replace(session(1), id=number)),
        lambda: store.delete_session("Eve", number),
        lambda: store.session("Eve", number),
    ):
        with pytest.raises(InvalidInputError, match=f"no session {number}"):
            ask()
    assert bare(store.session(ann, number)) == session()


def test_deleting_a_session_takes_what_was_found_with_it(store: Store, ann: str) -> None:
    number, other = store.add_session(ann, session()), store.add_session(ann, session(1))
    store.keep_finding(ann, "trend", "x", {"a": 1})
    store.delete_session(ann, number)
    assert [one.id for one in store.sessions(ann)] == [other]
    assert store.finding(ann, "trend", "x") is None
    with pytest.raises(InvalidInputError, match="`repsight history list`"):
        store.delete_session(ann, number)


def test_deleting_a_user_leaves_the_others_alone(store: Store, ann: str) -> None:
    store.add_user("Bob")
    for user in (ann, "Bob"):
        store.add_session(user, session())
        store.add_body_weight(user, BodyWeight(NOW, 70.0))
        store.keep_programme(user, {"of": user})
    store.delete_user("ann")
    assert store.users() == ("Bob",)
    assert len(store.sessions("Bob")) == 1
    assert store.programme("Bob") == {"of": "Bob"}
    store.add_user("Ann")
    assert store.sessions("Ann") == ()
    assert store.programme("Ann") is None
