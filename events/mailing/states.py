"""What a mail to many can be, and why a service message may be written."""

import enum


class MailingKind(enum.StrEnum):
    """News needs consent; service is about the event one registered for."""

    SERVICE = "service"
    NEWS = "news"


class MailingState(enum.StrEnum):
    """The life of a mail to many."""

    DRAFT = "draft"
    SENDING = "sending"
    STOPPED = "stopped"
    SENT = "sent"


class ServiceReason(enum.StrEnum):
    """Why people must know; stands above the text, so that nothing else passes for service."""

    CHANGE = "change"  # another time or place
    PREPARE = "prepare"  # what to bring, when to come
    PAYMENT = "payment"
    CATALOGUE = "catalogue"  # what is missing of their products
    RESULTS = "results"
