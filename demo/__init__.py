"""The demo fair: real products from public sources, invented people, every row marked as demo."""
