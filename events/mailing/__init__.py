"""Mails to a part of those who come: chosen, counted, previewed, sent once to each.

News goes to those alone who allowed it, and every such mail carries a signed link that ends it.
Service messages are about the event itself: one of a few reasons, only while the event is near.
"""
