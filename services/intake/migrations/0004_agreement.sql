CREATE INDEX classification_time ON classification (classified_at);
