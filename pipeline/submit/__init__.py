"""What spark-submit is given to run: see `docs/cluster.md`."""
