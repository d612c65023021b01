"""`repsight train`: models of one's own, learned from pictures, recordings, logs or simulation."""

import typer

from repsight.cli.train import evaluate, form, policy, pose, recognise, risk

app = typer.Typer(
    help="Learn: a pose model from pictures, form and exercises from recordings, risk from logs,"
    " a policy from simulated trainees; and measure a pose model.",
    no_args_is_help=True,
)


@app.callback()
def _train() -> None:
    """Learn from pictures, recordings, logs or simulated trainees."""


app.command("pose")(pose.pose)
app.command("eval")(evaluate.evaluate)
app.command("form")(form.form)
app.command("recognise")(recognise.recognise)
app.command("risk")(risk.risk)
app.command("policy")(policy.policy)
