"""What stands before the framework: the fast path, the change of release, measures, the address."""
