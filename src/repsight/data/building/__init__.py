"""From videos to a data set: frames picked, labelled by a model, split by video or person."""

from repsight.data.building.options import BuildOptions
from repsight.data.building.run import Built, build_dataset
from repsight.data.building.splitting import parse_shares, split_groups

__all__ = ["BuildOptions", "Built", "build_dataset", "parse_shares", "split_groups"]
