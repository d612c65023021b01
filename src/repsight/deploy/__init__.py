"""Turning a pose model into other devices' formats, measured against what it was made from."""
