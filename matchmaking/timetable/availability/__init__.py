"""When companies can meet: their stay, single slots away, breaks; and rules of the event."""
