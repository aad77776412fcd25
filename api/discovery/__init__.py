"""What machines find the graph by: catalogue, site map, JSON-LD context, markup for search engines."""
