"""RepSight: repetitions in video, counted, measured and explained."""

__version__ = "0.1.0"
