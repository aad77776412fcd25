"""What would hold with other acts than those recorded: suppositions, and views of somebody who knows less."""
