"""Speed beside a plain yardstick, and public test sets read from where the user has them."""
