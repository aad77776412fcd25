"""What a release offers for download besides its N-Quads: other forms of the graph, and relational tables of it."""
