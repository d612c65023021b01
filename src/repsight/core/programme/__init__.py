"""What to train next: rules that name their source, as pure functions over a history."""
