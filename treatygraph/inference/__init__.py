"""What follows: the OWL 2 RL closure, the rules, and which of them have to be run again."""
