"""The pose models RepSight knows: their cards, their cache, and getting them.

Every model has a licence of its own: see its card (`info(name).licence_line`).
"""

from repsight.models.cache import cache_dir, cached_path, is_cached, models_dir
from repsight.models.cards import ModelCard
from repsight.models.own import OwnModel, find_own, own_models
from repsight.models.pulling import pull, pull_weights
from repsight.models.zoo import default_model, find, info, list_models

__all__ = [
    "ModelCard",
    "OwnModel",
    "cache_dir",
    "cached_path",
    "default_model",
    "find",
    "find_own",
    "info",
    "is_cached",
    "list_models",
    "models_dir",
    "own_models",
    "pull",
    "pull_weights",
]
