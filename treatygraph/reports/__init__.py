"""Reports of a validation, in the forms that people, build servers and editors read."""
