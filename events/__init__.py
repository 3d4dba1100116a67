"""Fairs and networking seminars: what is shown there, who comes, and the door."""
