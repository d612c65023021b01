"""The progression policies that a programme can go on by, by name."""

from typing import Final

from repsight.core.errors import InvalidInputError
from repsight.core.programme.policy import Policy, double_progression

RULE: Final = "double_progression"
LEARNED: Final = "learned"


def progression_policy(name: str) -> Policy:
    """The policy of that name: "double_progression", "learned", or a file POLICY.json.

    A learned one is given only where it beat the rule on simulated trainees. Raises
    InvalidInputError for another name or one that did not, SourceError and ModelError for a file
    that is none.
    """
    if name == RULE:
        return double_progression
    if name != LEARNED and not name.endswith(".json"):
        raise InvalidInputError(
            f"policy is {name!r}; allowed: {RULE}, {LEARNED}, or a file made by"
            " `repsight train policy -o POLICY.json`"
        )
    from repsight.programme.rl.policy_file import packaged_policy, read_policy

    policy = packaged_policy() if name == LEARNED else read_policy(name)
    if not policy.offered:
        said = policy.card.get("verdict", "it was not compared with it")
        raise InvalidInputError(
            f"the policy {name} did not beat {RULE} on simulated trainees ({said}); go on by the"
            " rule"
        )
    return policy
