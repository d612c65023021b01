"""What is wrong, or looks wrong, with a data set."""

from repsight.data.checking.finding import Finding, Level
from repsight.data.checking.run import Checked, check_dataset

__all__ = ["Checked", "Finding", "Level", "check_dataset"]
