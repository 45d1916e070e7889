"""A small complete checkout with two labs, for tests of the tools around labs. What is below is no test of ours."""

collect_ignore_glob = ["tests/*"]
