"""Data sets of labelled pictures: what a pose model learns from and is measured on."""
