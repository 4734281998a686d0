"""What becomes of a message that comes in: ordered rules of people, tried without effect before."""
