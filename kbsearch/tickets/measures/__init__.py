"""What the log tells: each report is a measure, a figure with its table, over a period and for a viewer."""
