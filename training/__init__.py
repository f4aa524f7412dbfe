"""Make the bundled encoder: prepare data, build the tokenizer, align, train, evaluate, write the folder."""
