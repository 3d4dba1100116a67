"""A person's own page: what is next for them."""
