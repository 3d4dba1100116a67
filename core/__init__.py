"""What every part of the platform needs; knows no noun of the trade."""
