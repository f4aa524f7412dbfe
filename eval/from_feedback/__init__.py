"""What readers said of answers, made into questions that an evaluation can ask."""
