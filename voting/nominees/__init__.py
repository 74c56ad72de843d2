"""Who stands in a contest: their texts and pictures."""
