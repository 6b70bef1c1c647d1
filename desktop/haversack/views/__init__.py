"""What is drawn. A view knows its view-model, words and the look; nothing below."""
