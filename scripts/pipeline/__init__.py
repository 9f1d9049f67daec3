"""The way from a source text to tables, a station a folder.

`read` → `resolve` → `assemble` → `check` → `write`; beside the line `compare`, `revise`, `publish`;
`common` is what all of them use. `building` goes the whole way once.
"""
