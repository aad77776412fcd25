"""What must hold: results of shapes and of hygiene queries, told with their place, their law, their cure."""
