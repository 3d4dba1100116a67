"""Invitations by name: yes or no, with companions, never more than there are places."""
