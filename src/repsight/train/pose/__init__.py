"""Training a YOLO-Pose model on a data set of one's own, and measuring what it became."""
