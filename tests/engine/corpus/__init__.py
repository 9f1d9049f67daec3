"""Packages and claims with one planted fault each, and what has to be said of every one.

`model` has what all share; the other modules make the faults, each those of one part of a package.
"""
