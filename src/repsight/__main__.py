"""`python -m repsight` is the command `repsight`."""

from repsight.cli import main

main()
