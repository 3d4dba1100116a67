"""Waiting lists: a free place is offered to the next in line, and lapses when nobody answers.

One engine for the seats of a session, the capacity of an event, and the booths of a category.
It knows the line and the offers; what a place *is*, the slice that owns it says once, at import
of its services, with a :class:`~events.waiting.keepers.Keeper`::

    keep(QueueKind.BOOTH_CATEGORY, Keeper(lock=…, hold=…, free=…, accept=…, lasts=…))

- A queue is ``(queue_kind, queue_id)``: the session, the event (registration), the category.
- ``services.join`` puts a holder (a registration or an application) at the end of the line, or
  where its ``rank`` says (a lottery's order). There is one live entry per queue and holder.
- ``services.offer_next`` takes a free place for the next in line. The keeper's ``hold`` is a
  conditional UPDATE, so an offered place is *held*: nobody else gets it while the offer lives.
  Call it after everything that may free places: a release, a larger capacity, a removed booth.
- ``services.accept`` turns the held place into the holder's own; ``decline`` and the passing of
  time (``jobs.expire_overdue``, every tick) give it to the next. ``withdraw`` leaves the line.
- ``keepers.after_offer`` and ``after_end`` are lists of functions by queue kind, called in the
  same transaction: the place for a message through the outbox.
- ``queries``: ``standings`` (a holder's own places in line), ``public_line`` (positions without
  names), ``line`` (for the organiser), ``waiting_numbers``.

The owner's row is locked first (``Keeper.lock``), then entries: all that happens to a queue
happens one after the other, so no wake-up is lost and no two transactions wait for each other.
"""
