"""Make the bundled encoder: prepare data, build the tokenizer, train, evaluate, write the folder and its card."""
