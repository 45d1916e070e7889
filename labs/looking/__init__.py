"""What the notebooks share: the trainee's functions, a reader of documents, and figures that say what they show."""
