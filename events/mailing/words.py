"""Kinds, states and reasons in words, marked for translation."""

from core.i18n import N_
from events.mailing.states import MailingKind, MailingState, ServiceReason

KINDS = {
    MailingKind.SERVICE: N_("Service message: about this event, to everybody chosen"),
    MailingKind.NEWS: N_("News: only to those who agreed to get news"),
}
STATES = {
    MailingState.DRAFT: N_("Draft"),
    MailingState.SENDING: N_("Being sent"),
    MailingState.STOPPED: N_("Stopped"),
    MailingState.SENT: N_("Sent"),
}
TONES = {
    MailingState.DRAFT: "",
    MailingState.SENDING: "warn",
    MailingState.STOPPED: "danger",
    MailingState.SENT: "ok",
}
REASONS = {
    ServiceReason.CHANGE: N_("Time, place or programme has changed"),
    ServiceReason.PREPARE: N_("What to bring and when to come"),
    ServiceReason.PAYMENT: N_("A payment is due"),
    ServiceReason.CATALOGUE: N_("Something is missing in your products"),
    ServiceReason.RESULTS: N_("Papers and results of the event"),
}
