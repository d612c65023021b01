"""Risk of injury and overreaching: factors always, a probability only of a trained model."""
