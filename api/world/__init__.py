"""The world map of statuses: outlines, what is shown of States on a day, and its routes."""
