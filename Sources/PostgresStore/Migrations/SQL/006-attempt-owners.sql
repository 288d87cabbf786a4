-- The server's process for the connection that recorded an attempt: as long as it is there, so is the program, which may have the
-- picture in work, and the attempt does not count yet (docs/decisions/0034). Those of earlier versions have none, and count.
ALTER TABLE attempts ADD COLUMN backend integer;
