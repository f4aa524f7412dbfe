"""The same questions with one part of the pipeline changed at a time, to see what each part contributes."""
