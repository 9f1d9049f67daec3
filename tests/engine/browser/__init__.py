"""Tests in a browser; where there is no /usr/bin/chromium, they are left out."""
