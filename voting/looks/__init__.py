"""How an award looks: its colour, its logo and its picture, chosen by who runs it."""
