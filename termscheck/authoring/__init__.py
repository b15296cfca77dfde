"""For those who write rules: runs the examples of rules, and learns from judged wordings what signs are worth."""
