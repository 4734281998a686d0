"""What came and went: raw messages, activities, cases, recipients and attempts."""
