"""Check tables, and packages of them, against every rule of the contract."""
