from resources.actions.assigning import assign, restore, withdraw
from resources.actions.doing import finish, reopen, save_entry, share, unshare
from resources.actions.journal import (
    delete_journal,
    purge_journal,
    restore_journal,
    share_journal,
    unshare_journal,
    write_journal,
)
from resources.actions.library import load_library

__all__ = [
    "assign",
    "delete_journal",
    "finish",
    "load_library",
    "purge_journal",
    "reopen",
    "restore",
    "restore_journal",
    "save_entry",
    "share",
    "share_journal",
    "unshare",
    "unshare_journal",
    "withdraw",
    "write_journal",
]
