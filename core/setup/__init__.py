"""What ``python3 run.py`` does before the platform runs; standard library only.

Nothing is installed yet when these modules are imported, so they import
nothing but the standard library and each other.
"""
