"""What a person did over months, and what can be said about it; `repsight.history` has the I/O."""
