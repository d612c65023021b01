"""The rules of a programme: what each says and the literature that says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from repsight.core.programme.types import Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name: the sentence it is, and its source."""

    name: str
    says: str
    source: str

    def because(self, data: str, changes: str) -> Reason:
        """The reason that this rule gives, from such data; `changes` would change it."""
        return Reason(self.name, self.source, data, changes)


# A position stand: 2 to 10 % more load when one or two repetitions more than asked are done.
MAX_LOAD_RISE: Final = 0.10
# A fifth more sets than a muscle is used to is what was tried with gain; two where that is none.
MAX_SET_RISE: Final = 0.20
MIN_SET_RISE: Final = 2.0
MIN_REST_HOURS: Final = 48.0
# Lifters deload every 5.6 ± 2.3 weeks: nobody goes on for longer than mean and one deviation.
MAX_WEEKS_WITHOUT_DELOAD: Final = 8
DELOAD_SETS: Final = 0.5
DELOAD_LOAD: Final = 0.9
DELOAD_RESERVE: Final = 2.0
# On the scale of 0 to 10.
PAIN_HOLD: Final = 3.0
PAIN_STOP: Final = 7.0
# Points of 100 below what the person usually scores, and percent of their range of motion.
FORM_FALL: Final = 10.0
# Days without an exercise and the share of the load it is then taken up again with.
BREAKS: Final = ((14, 0.9), (28, 0.8), (56, 0.7))
HOLD_AFTER_DAYS: Final = 10
# Shares of the sets in the weeks after two weeks or more without training.
RETURN_SETS: Final = (0.5, 0.7, 0.8, 0.9)
OLDER_YEARS: Final = 65

ACSM: Final = "ACSM position stand, Med Sci Sports Exerc 41(3):687-708, 2009"
# The stand that follows it: 137 reviews; it finds no consistent gain from failure, nor from
# elaborate periodisation, and asks for regular, simple training.
ACSM_2026: Final = "ACSM position stand, Med Sci Sports Exerc, April 2026"
GRGIC: Final = "Grgic et al., Sports Med 48:137-151, 2018"
BELL: Final = "Bell et al., Sports Med Open 9:87, 2023"
ROGERSON: Final = "Rogerson et al., Sports Med Open 10:26, 2024"
FRAGALA: Final = "Fragala et al. (NSCA), J Strength Cond Res 33(8):2019-2052, 2019"
REFALO: Final = "Refalo et al., Sports Med 53:649-665, 2023"
ZOURDOS: Final = "Zourdos et al., J Strength Cond Res 30(1):267-275, 2016"
HELMS: Final = "Helms et al., Strength Cond J 38(4):42-49, 2016"
PAIN_MODEL: Final = (
    "Thomeé, Phys Ther 77(12):1690-1703, 1997; Silbernagel et al., Am J Sports Med"
    " 35(6):897-906, 2007 (both allow up to 5 under supervision; 3 is kept without)"
)
PAREJA: Final = "Pareja-Blanco et al., Scand J Med Sci Sports 27(7):724-735, 2017"
PLOTKIN: Final = "Plotkin et al., PeerJ 10:e14142, 2022"
DETRAINING: Final = (
    "Mujika & Padilla, Sports Med 30(2):79-87 and 30(3):145-154, 2000; shares are cautious"
)
TRANSITION: Final = "Caterisano et al. (CSCCa and NSCA), Strength Cond J 41(3):1-23, 2019"

_ALL: Final = (
    Rule(
        "volume",
        "A muscle gets a number of hard sets a week by experience and goal; more sets build more,"
        " with falling returns.",
        "Schoenfeld, Ogborn & Krieger, J Sports Sci 35(11):1073-1082, 2017",
    ),
    Rule(
        "frequency",
        "A muscle is trained twice a week or more where the days allow it.",
        "Schoenfeld, Ogborn & Krieger, Sports Med 46:1689-1697, 2016",
    ),
    Rule(
        "load_and_reps",
        "Strength takes heavy loads and few repetitions, muscle any load near failure,"
        " endurance many repetitions.",
        f"Schoenfeld et al., Sports 9(2):32, 2021; {ACSM_2026}",
    ),
    Rule(
        "effort",
        "Sets end some repetitions before failure: going to failure brings no clear gain.",
        f"{REFALO}; {ZOURDOS}; {HELMS}",
    ),
    Rule(
        "rest_between_sets",
        "Two to five minutes between heavy sets, one to two between others.",
        f"{GRGIC}; de Salles et al., Sports Med 39(9):765-777, 2009",
    ),
    Rule(
        "tempo",
        "Repetitions of half a second to eight build alike; the lowering is controlled.",
        "Schoenfeld, Ogborn & Krieger, Sports Med 45:577-585, 2015",
    ),
    Rule(
        "periodisation",
        "Blocks of more volume are followed by blocks of more load.",
        f"Rhea & Alderman, Res Q Exerc Sport 75(4):413-422, 2004; {ACSM_2026}: no large effect",
    ),
    Rule(
        "deload",
        f"After four to {MAX_WEEKS_WITHOUT_DELOAD} weeks comes one with half the sets, less load"
        " and more in reserve.",
        f"{BELL}; {ROGERSON}",
    ),
    Rule(
        "exercise_choice",
        "Exercises of several joints that cover every pattern come first; what a person has done"
        " before is preferred.",
        f"Iversen et al., Sports Med 51:2079-2095, 2021; {ACSM}",
    ),
    Rule(
        "starting_load",
        "The first load is what the recent level of strength allows at the asked repetitions and"
        " reserve, rounded down.",
        f"Wathan, in Baechle (ed.), Essentials of Strength Training and Conditioning, 1994;"
        f" {HELMS}",
    ),
    Rule(
        "starting_effort",
        "Without a history the load is found by effort: from light, rising, until a set leaves the"
        " asked repetitions in reserve.",
        f"{ZOURDOS}; {HELMS}",
    ),
    Rule(
        "double_progression",
        "First more repetitions at the same load, then more load at fewer repetitions.",
        f"{PLOTKIN}; {ACSM}",
    ),
    Rule(
        "velocity_loss",
        "A set ends when repetitions have slowed by 20 % for strength, by up to 40 % for muscle.",
        PAREJA,
    ),
    Rule(
        "too_hard",
        "Fewer repetitions than the range, or less in reserve than asked, twice: less load.",
        HELMS,
    ),
    Rule(
        "missed_session",
        "What was missed moves to the next training day; nothing is made up for twice.",
        TRANSITION,
    ),
    Rule(
        "return_to_training",
        "After two weeks off or more sets are taken up again at 50, 70, 80 and 90 %.",
        TRANSITION,
    ),
    Rule(
        "substitute",
        f"Pain above {PAIN_HOLD:g} of 10: a movement of the same pattern that spares the joint.",
        PAIN_MODEL,
    ),
    Rule(
        "stop",
        f"Pain of {PAIN_STOP:g} of 10 or more, or pain that persists: no loading of the joint until"
        " a professional has seen it.",
        PAIN_MODEL,
    ),
    Rule(
        "plateau",
        "What has not moved for weeks gets one change at a time.",
        f"{ACSM}; {PLOTKIN}",
    ),
    Rule(
        "older_adults",
        f"From {OLDER_YEARS} years on, and for beginners: lighter, more in reserve, slower rise.",
        FRAGALA,
    ),
    Rule(
        "mobility",
        "Slow repetitions and holds of 30 seconds, 60 seconds or more a joint, on most days;"
        " never into pain.",
        "ACSM position stand (Garber et al.), Med Sci Sports Exerc 43(7):1334-1359, 2011;"
        " Thomas et al., Int J Sports Med 39(4):243-254, 2018",
    ),
    Rule(
        "time_budget",
        "Where minutes are few, sets of single-joint exercises go first, then all sets by halves.",
        "Iversen et al., Sports Med 51:2079-2095, 2021",
    ),
    Rule(
        "bound_load",
        f"Safety: a load never rises by more than {MAX_LOAD_RISE:.0%} in a week, or by the smallest"
        " step once the repetitions for it are there.",
        ACSM,
    ),
    Rule(
        "bound_sets",
        f"Safety: a muscle's weekly sets never rise by more than {MAX_SET_RISE:.0%}"
        f" (or {MIN_SET_RISE:g}) over what it is used to.",
        "Scarpelli et al., J Strength Cond Res 36(4):1153-1157, 2022",
    ),
    Rule(
        "bound_rest",
        f"Safety: {MIN_REST_HOURS:g} hours between hard sessions of a muscle.",
        f"{ACSM}; {FRAGALA}",
    ),
    Rule(
        "bound_effort",
        "Safety: no set is prescribed to failure; beginners and older people keep two repetitions.",
        f"{REFALO}; {FRAGALA}",
    ),
    Rule(
        "bound_deload",
        f"Safety: after {MAX_WEEKS_WITHOUT_DELOAD} weeks without one a deload is due.",
        ROGERSON,
    ),
    Rule(
        "bound_pain",
        f"Safety: nothing is increased while pain is above {PAIN_HOLD:g} of 10.",
        PAIN_MODEL,
    ),
    Rule(
        "bound_form",
        f"Safety: no load is added while the score or the range of motion is {FORM_FALL:g} or more"
        " below the usual.",
        "Schoenfeld & Grgic, SAGE Open Med 8, 2020, on range of motion; the threshold is our own",
    ),
    Rule(
        "bound_break",
        f"Safety: no rise after {HOLD_AFTER_DAYS} days off; after two weeks 90 % of the load, after"
        " four 80 %, after eight 70 %.",
        DETRAINING,
    ),
)

RULES: Final[Mapping[str, Rule]] = {rule.name: rule for rule in _ALL}
