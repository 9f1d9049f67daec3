"""What every station uses: findings, files of strangers, paths."""
