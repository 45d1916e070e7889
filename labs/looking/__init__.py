"""What notebooks and handouts share: the trainee's functions, a reader of documents, and figures."""
