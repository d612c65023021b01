"""What is kept of people, and what is found in it."""
