"""A firm's fair on paper: stickers for its booth, its meetings, a tally sheet for contacts."""
