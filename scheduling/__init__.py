"""Services, weekly hours, appointments and the reminders that lead up to them."""
