"""What search engines and calendars are told of the public pages."""
