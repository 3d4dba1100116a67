"""Who should meet whom, when and where, and what came of it."""
