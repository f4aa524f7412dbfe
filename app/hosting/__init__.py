"""The web server around the page: routes, who may come in, limits, logs, start and end."""
