"""What happens when processes stop and mail servers misbehave."""
