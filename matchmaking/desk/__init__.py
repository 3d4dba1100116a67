"""The meeting desk on the day: who is here, who is missing, who could meet instead."""
