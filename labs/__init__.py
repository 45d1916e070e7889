"""The labs: graded exercises on the pipeline's own stages, the seeded web they run on, and the tools around them."""
