"""`python -m khojaly_memorials`: the command, where it is not on the path."""

from khojaly_memorials.cli import main

if __name__ == "__main__":
    main()
