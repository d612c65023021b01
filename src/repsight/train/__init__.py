"""Learning from labelled recordings. Needs the extra `ml`; what was learned runs without it."""
