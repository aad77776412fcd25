"""The rows of a question in the formats that people and programs read, page by page."""
