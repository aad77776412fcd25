"""What documents claim, judged by what the graph answers."""
