"""How right the program is: its measures, against labelled cases and benchmark files. Nothing here decides anything."""
