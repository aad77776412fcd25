"""What differs between releases, and what each release changed."""
