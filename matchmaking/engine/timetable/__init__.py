"""Timetables for meetings: problem in, timetable with proven bounds out."""
