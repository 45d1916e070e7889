from labs.cli.look import Looked


def look(functions, seed):
    for text in ("one", "two words", "\x1b[31mred[/red] words and more " * 30):
        count = functions.word_count(text.split())
        yield Looked(f"http://{len(text)}.example/", text, ("min_words: 1 < 2",) if count < 2 else ())
