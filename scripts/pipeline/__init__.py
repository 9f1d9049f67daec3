"""The way from a source text to tables, a step a module.

`text` reads a text, `claims` its claims, `quotations` finds each quotation, `values` turns it into
a value, `assembly` fills the tables, `derive` works out the rest, `checks` proves the result,
`package` writes it. `findings` is how any step says what is wrong.
"""
