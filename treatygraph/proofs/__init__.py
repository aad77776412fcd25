"""Why something holds, and why not: rules read, their conclusions traced to premises, and told in words."""
