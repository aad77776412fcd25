"""Charts over HTTP: whole specifications, and pictures of them."""
