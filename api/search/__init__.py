"""Search: what people call things, and the pages that tell of them."""
