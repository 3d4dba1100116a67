"""The organiser's board: moving single meetings by hand, under the same rules as everybody."""
