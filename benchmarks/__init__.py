"""Side-by-side measurements: never tests, for a figure is of one machine on one day."""
