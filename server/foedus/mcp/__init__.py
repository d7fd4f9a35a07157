"""The edge for language models: tools whose every answer carries its quotes, over the Model Context Protocol."""
