"""What a verdict was on a past day: as it was known then, and as it was true by what is known now.

``images`` lays the facts of a moment as ``pg_temp`` tables under the engine's own SQL, ``clocks`` computes over
them, ``pages`` explains both and says where they differ, ``causes`` finds what turned a verdict, ``check`` compares.
"""
