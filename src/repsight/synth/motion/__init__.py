"""How a body moves through an exercise: joint rotations over time, and what is true of them."""
