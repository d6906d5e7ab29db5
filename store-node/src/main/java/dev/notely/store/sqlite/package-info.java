/** One SQLite file: its pragmas, its single writer with group commit, its read-only readers. */
@NullMarked
package dev.notely.store.sqlite;

import org.jspecify.annotations.NullMarked;
