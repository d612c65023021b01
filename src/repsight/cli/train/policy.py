"""`repsight train policy`: how to progress."""

from typing import Annotated

import typer

from repsight.core.errors import OutputError


def policy(
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="POLICY.json", help="The policy.", show_default=False
        ),
    ],
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="ppo|bandit", help="How it learns; ppo needs the extra rl."),
    ] = "ppo",
    sessions: Annotated[
        int | None,
        typer.Option(
            "--sessions",
            min=1,
            help="Simulated sessions to learn from; 700,000 (ppo) or 200,000 where it is not said.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed, the same policy.")] = 1,
) -> None:
    """Learn how to progress, on simulated trainees; a few minutes on one core.

    Writes the policy with its card: how it compares with double progression on other simulated
    trainees, and whether it is offered in its place.
    """
    from repsight.export import check_writable
    from repsight.programme.rl.policy_file import write_policy
    from repsight.train.policy import choice_of_kind, train_policy

    if not output.endswith(".json"):
        raise OutputError(f"{output}: a policy's name must end in .json")
    chosen = choice_of_kind(kind)
    check_writable(output)
    trained = train_policy(chosen, sessions, seed)
    write_policy(output, trained)
    state = "offered" if trained.offered else "not offered"
    typer.echo(f"{output}: {trained.kind}, {trained.card['sessions']} simulated sessions")
    typer.echo(f"{state}: {trained.card['verdict']}")
