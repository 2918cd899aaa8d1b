"""Who somebody is, and how they show it: identities, passwords, codes and devices."""
