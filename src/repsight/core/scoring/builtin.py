"""The criteria that every exercise has, as templates: what they are called, weigh, and say.

Weights are shares of their component. Bands are in the unit given; where a paper names a value it
is named here, the rest was set so that a repetition that a coach would call sound loses little.
"""

from typing import Final

from repsight.core.scoring.finding import Band, Finding

OWN_RANGE: Final = Finding(
    name="own_range",
    title="Range against your best",
    component="rom",
    unit="%",
    error=5.0,
    band=Band.one_sided(good=90.0, poor=55.0),
    weight=0.3,
    fault="the range was smaller than in your best repetitions",
    cue="Use your whole range, as in your best repetitions.",
    words=("more of your own range", "less of your own range"),
)
SMOOTHNESS: Final = Finding(
    name="smoothness",
    title="Smoothness",
    component="stability",
    unit="SPARC",
    error=0.15,
    # -1.4 is a minimum-jerk movement (Balasubramanian and others 2015).
    band=Band.one_sided(good=-1.9, poor=-3.3),
    weight=0.4,
    fault="the movement was uneven",
    cue="Move in one even sweep.",
    words=("smoother", "less smooth"),
)
SWAY: Final = Finding(
    name="sway",
    title="Sway",
    component="stability",
    unit="% height",
    error=0.2,
    band=Band.one_sided(good=0.6, poor=2.5),
    weight=0.25,
    fault="the body's centre of mass wavered",
    cue="Stay steady: no wavering to either side.",
    words=("more sway", "less sway"),
)
PATH: Final = Finding(
    name="path",
    title="Same way each time",
    component="stability",
    unit="%",
    error=3.0,
    band=Band.one_sided(good=8.0, poor=32.0),
    weight=0.25,
    fault="this repetition took another way than the others",
    cue="Repeat the same way each time.",
    words=("farther from the others", "closer to the others"),
)
SYMMETRY: Final = Finding(
    name="symmetry",
    title="Symmetry",
    component="stability",
    unit="%",
    error=8.0,
    # Differences of up to 10 or 15 % between the sides are commonly taken as usual.
    band=Band.one_sided(good=15.0, poor=50.0),
    weight=0.1,
    fault="one side moved farther than the other",
    cue="Work both sides alike.",
    words=("more uneven", "more even"),
)
ECCENTRIC: Final = Finding(
    name="eccentric",
    title="Lowering time",
    component="tempo",
    unit="s",
    weight=0.4,
    fault="the lowering was {rate}",
    words=("slower", "faster"),
)
CONCENTRIC: Final = Finding(
    name="concentric",
    title="Lifting time",
    component="tempo",
    unit="s",
    weight=0.3,
    fault="the lifting was {rate}",
    words=("slower", "faster"),
)
PAUSE: Final = Finding(
    name="pause",
    title="Pause at the turn",
    component="tempo",
    unit="s",
    weight=0.1,
    fault="the pause at the turn was {rate}",
    words=("longer", "shorter"),
)
RHYTHM: Final = Finding(
    name="rhythm",
    title="Even rhythm",
    component="tempo",
    unit="%",
    error=5.0,
    band=Band.one_sided(good=20.0, poor=80.0),
    weight=0.1,
    fault="this repetition lasted longer or shorter than the others",
    cue="Keep the same rhythm.",
    words=("farther from your rhythm", "closer to your rhythm"),
)
VELOCITY_LOSS: Final = Finding(
    name="velocity_loss",
    title="Speed kept",
    component="tempo",
    unit="%",
    error=8.0,
    # Of the fastest mean concentric velocity: 10 % is little, 20 moderate, 30 much fatigue
    # (Sanchez-Medina and Gonzalez-Badillo 2011; Weakley and others 2021).
    band=Band.one_sided(good=20.0, poor=50.0),
    weight=0.1,
    fault="the lifting had become slower",
    cue="You are slowing down: end the set soon or use less load.",
    words=("more speed lost", "less speed lost"),
)
GOOD_FORM: Final = Finding(
    name="good_form",
    title="Time in good form",
    component="rom",
    unit="%",
    error=5.0,
    band=Band.one_sided(good=95.0, poor=40.0),
    weight=1.0,
    fault="the position was not kept all the time",
    cue="End the hold when the form goes.",
    words=("more of the time", "less of the time"),
)

NAMES: Final = frozenset(
    finding.name
    for finding in (
        OWN_RANGE,
        SMOOTHNESS,
        SWAY,
        PATH,
        SYMMETRY,
        ECCENTRIC,
        CONCENTRIC,
        PAUSE,
        RHYTHM,
        VELOCITY_LOSS,
        GOOD_FORM,
    )
)
"""Taken: no exercise may give a criterion of its own one of these names."""
