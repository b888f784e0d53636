from resources.models.homework import Homework, HomeworkEntry
from resources.models.journal import JournalEntry
from resources.models.library import ItemTopic, LibraryItem

__all__ = ["Homework", "HomeworkEntry", "ItemTopic", "JournalEntry", "LibraryItem"]
