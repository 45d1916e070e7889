"""A seeded web with planted truth: hosts of many kinds, served on loopback as a forward proxy or written as WARC files.

Everything follows from the seed by hashing, so two machines see the same bytes; `labs.world.build.world` is the door.
"""
