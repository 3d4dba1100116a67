"""Group meetings: one buyer and several small firms, each of which answers for itself."""
