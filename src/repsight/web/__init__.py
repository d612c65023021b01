"""The server of `repsight serve` and its page."""
