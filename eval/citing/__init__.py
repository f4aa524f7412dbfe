"""Citations of whole answers: does what is cited bear out what is said, and are quotes what the page says."""
