"""What views show and what people can do with it, without a widget. Acts through verbs, in the lanes."""
