"""What people read: feedback pages, the class report and its table, the terminal."""
