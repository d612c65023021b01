"""Programmes from the shell's side: the catalogue, kept programmes, plans for the coach."""

from repsight.programme.catalogue import load_movements
from repsight.programme.keeping import carry_on, day_number, draw_up, plateaus_of, read_programme
from repsight.programme.plan_file import plan_text, write_plan

__all__ = [
    "carry_on",
    "day_number",
    "draw_up",
    "load_movements",
    "plan_text",
    "plateaus_of",
    "read_programme",
    "write_plan",
]
