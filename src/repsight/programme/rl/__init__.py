"""Learning how to progress, on simulated trainees; a policy once learned needs no extra."""
