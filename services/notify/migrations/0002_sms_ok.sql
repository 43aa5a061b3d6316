-- 保密, but the author said that an SMS may come.
ALTER TABLE contact ADD COLUMN sms_ok boolean NOT NULL DEFAULT false;
