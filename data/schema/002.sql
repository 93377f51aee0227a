-- The answers given to --request-id: the same key again does nothing and gives the same answer.
CREATE TABLE request (
	key TEXT PRIMARY KEY,
	words TEXT NOT NULL, correlation TEXT NOT NULL, answer TEXT, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
