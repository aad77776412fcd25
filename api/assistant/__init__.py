"""The graph served to an assistant by the Model Context Protocol: https://modelcontextprotocol.io/specification/."""
