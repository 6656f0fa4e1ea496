-- Run once as the owner of the tables, after the first migration. The application may not change the audit trail.
CREATE ROLE nagi_application LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE nagi TO nagi_application;
GRANT USAGE ON SCHEMA public TO nagi_application;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO nagi_application;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO nagi_application;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO nagi_application;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO nagi_application;
REVOKE UPDATE, DELETE, TRUNCATE ON records_auditevent FROM nagi_application;
