"""Mails before meetings: the evening before, and half an hour before."""
