"""One async function per intention, one transaction each, shared by chat and HTTP."""
