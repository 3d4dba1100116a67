"""The booking race through HTTP: clients in processes of their own, and who judges them."""
