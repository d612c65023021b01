"""Forecasts of a kept history, with slow models beside the light ones."""
