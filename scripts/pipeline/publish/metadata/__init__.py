"""What other people's programs are told of the package, all of it made from its descriptor.

Each module here turns `datapackage.json` into one form that search engines, archives or readers
know. No title, licence, version or meaning of a column stands anywhere else.
"""
