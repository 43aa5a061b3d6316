"""Papers made from data, as PDF and DOCX, in the layout of official documents (GB/T 9704)."""
