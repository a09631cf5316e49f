-- Statements of src/io.

-- name: transaction_write
BEGIN IMMEDIATE

-- name: transaction_alone
BEGIN EXCLUSIVE

-- name: transaction_read
BEGIN

-- name: transaction_commit
COMMIT

-- name: transaction_rollback
ROLLBACK

-- name: transaction_part
SAVEPOINT part

-- name: transaction_part_commit
RELEASE part

-- name: transaction_part_rollback
ROLLBACK TO part
