// started
