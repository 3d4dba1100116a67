"""The programme of a year: what is planned, what was held, what is overdue."""
