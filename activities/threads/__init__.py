"""What decides whose case a message is: values, rules and look-ups; pure, `stored` excepted."""
