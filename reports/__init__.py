"""Reports: read everything, are read by nobody."""
