"""How good suggestions are: measures on judged pairs, a report, what a new state changes."""
