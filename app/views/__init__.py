"""What the page shows, as HTML: pure functions of data, with neither gradio nor a server."""
