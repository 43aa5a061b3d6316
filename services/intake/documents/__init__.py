"""Files in which 留言 come: JSON, CSV and XLSX, each read to the same rows.

Reading is slow and holds no loop: `read` belongs into a thread.
"""

from services.intake.documents.export import Export, read

__all__ = ["Export", "read"]
