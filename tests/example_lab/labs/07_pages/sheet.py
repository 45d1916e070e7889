from labs.grading.sheet import Planted


def documents(seed):
    for number in range(7):
        yield Planted(f"The cat of house {number} sleeps.", "prose")
        yield Planted(f"cat, house, {number}, \x1b[31mred[/red]", "list")
        yield Planted(f"cat = house[{number}]", "code")
