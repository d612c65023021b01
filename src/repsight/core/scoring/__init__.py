"""How good repetitions were: range of motion, stability and tempo, 0 to 100, and why.

`score_sets(track, exercises, sets)` (score.py) gives counted sets back with scores, and
`score_exercise` counts first. A score names every point it took away (`Assessment.deductions`).
"""
