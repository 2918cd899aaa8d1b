"""`/settings`: everything that an admin sets for the whole business."""
