"""Repetitions from one person's track: offline with the whole track, or live and causal.

`count_sets(track, exercises)` (offline.py) and `LiveCounter(exercises)` (live.py) take the same
candidates: one exercise when it is known, several to choose from when it is not.
"""
