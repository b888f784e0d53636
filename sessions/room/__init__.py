"""The room's live side: its written language, its state, its socket."""
