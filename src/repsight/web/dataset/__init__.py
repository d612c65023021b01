"""Correcting the labels of a data set in the browser: what is read, saved, and kept of it."""
