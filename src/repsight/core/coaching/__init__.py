"""Coaching while somebody moves: set-up help, workouts, cues and guidance, all as data."""

from repsight.core.coaching.coach import Coach
from repsight.core.coaching.moment import Coached, Hint, HintCode, Moment, Stage
from repsight.core.coaching.plan import Command, Plan, Step

__all__ = ["Coach", "Coached", "Command", "Hint", "HintCode", "Moment", "Plan", "Stage", "Step"]
