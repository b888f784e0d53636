from sessions.actions.opening import door, hours, session_of

__all__ = ["door", "hours", "session_of"]
