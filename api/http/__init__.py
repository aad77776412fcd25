"""What HTTP itself asks of every reply: its form, its coding, its conditions, its keeping; free of any framework."""
