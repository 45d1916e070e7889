"""The machinery that every stage runs on: the Spark session, storage by Hadoop paths, the stage runner with its
checkpoints and balanced books. It knows nothing of what the stages do to text.
"""
