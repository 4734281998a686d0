"""People who write to the company, and the directory servers that know more about them."""
