"""The organiser's one screen: what needs a decision today."""
