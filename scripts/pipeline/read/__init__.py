"""Read what people write: source texts, and the claims about them."""
