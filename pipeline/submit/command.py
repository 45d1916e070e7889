"""The command `pipeline` as a file: spark-submit runs files, and does not know the names of modules.

It stands in a folder of its own because Python puts a script's folder first on its path.
"""

from pipeline.cli import main

if __name__ == "__main__":
    main()
