"""Daily loads from a file: what is read, what is taken for a day off, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError, SourceError
from repsight.train.risk_data import read_daily_logs

HEAD = "athlete,date,load,injury"


def written(folder: Path, text: str) -> Path:
    path = folder / "loads.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_days_by_date_become_one_log_an_athlete(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "athlete,date,load,injury,pain,rom\n"
        "ben,2026-01-02,300,,,\n"
        "anna,2026-01-01,100.5,0,2,91\n"
        "anna,2026-01-04,200,knee,,90\n",
    )
    anna, ben = read_daily_logs(path)
    assert (anna.athlete, ben.athlete) == ("anna", "ben")
    assert anna.load[0].tolist() == [100.5, 0, 0, 200]
    assert anna.injured.tolist() == [False, False, False, True]
    assert anna.pain[0] == 2
    assert np.isnan(anna.pain[1:]).all()
    assert anna.measures["rom"][0, 3] == 90
    assert ben.first - anna.first == 1


def test_several_loads_are_kept_apart_and_words_of_no_injury_are_none(tmp_path: Path) -> None:
    path = written(
        tmp_path, "athlete,date,load_1,load_2,injury\na,1,10,1,no\na,2,0,0,None\na,3,5,2,yes\n"
    )
    (log,) = read_daily_logs(path)
    assert log.load.tolist() == [[10, 0, 5], [1, 0, 2]]
    assert log.injured.tolist() == [False, False, True]


def test_the_layout_of_the_hamstring_sample_is_read_and_its_seasons_do_not_touch(
    tmp_path: Path,
) -> None:
    head = (
        '"Data.Split","Season","Phase","Date","Player.Name","Injury.Location","Injury.Type",'
        '"LoadMetric01","LoadMetric02","LoadMetric03"\n'
    )
    rows = [
        f'"Train","Season {season}","In Season",{day},"Athlete {who}","",'
        f'"{"Soft Tissue" if (season, day, who) == (2, 5, 1) else ""}",{day},{2 * day},0\n'
        for season in (1, 2)
        for who in (1, 2)
        for day in range(1, 11)
    ]
    first, second = read_daily_logs(written(tmp_path, head + "".join(rows)))
    assert first.load.shape == (3, 375)
    assert first.load[1, :10].tolist() == [2 * day for day in range(1, 11)]
    assert np.isnan(first.load[:, 10:365]).all()
    assert np.flatnonzero(first.injured).tolist() == [369]
    assert not second.injured.any()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("athlete,date,load\na,1,2\n", "the column 'injury' is missing"),
        ("athlete,date,injury\na,1,2\n", "the column 'load' is missing"),
        (f"{HEAD}\n", "holds no days"),
        (f"{HEAD}\na,1,1,0\na,2,x,0\n", "line 3: load is 'x'"),
        (f"{HEAD}\na,1,-4,0\n", "line 2: load is -4; 0 to inf"),
        (f"{HEAD}\na,01.02.2026,4,0\n", "line 2: date is '01.02.2026'; YYYY-MM-DD"),
        (f"{HEAD}\n,1,4,0\n", "line 2: athlete is empty"),
        (f"{HEAD}\na,1,4,0\na,1,5,0\n", "a has 2 lines of one day"),
        (f"{HEAD},pain\na,1,4,0,11\n", "pain is 11; 0 to 10"),
        (f"{HEAD}\na,1026-01-01,4,0\na,2026-01-01,4,0\n", "is a date wrong"),
        (f"{HEAD}\na,1,1e400,0\n", "load is 1e400"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line_that_says_where(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        read_daily_logs(written(tmp_path, text))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_or_a_picture_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_daily_logs(tmp_path / "none.csv")
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\xff\xfe\x00")
    with pytest.raises(SourceError, match="cannot be read"):
        read_daily_logs(picture)
