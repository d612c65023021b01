"""Rendered people whose keypoints, joint angles and repetitions are known exactly."""
