"""The check of statements, measured: gold pairs, how they are made, and the fit of the model of meaning."""
