"""What runs by itself: the two stories (retriever, dispatcher), their clock and their tasks."""
