package dev.notely.store.sqlite;

import java.util.Optional;

/**
 * Work in pieces, so short that a user's write may wait for one: where one does, what is done by
 * then is committed, and the rest is done in a later transaction. So after each piece the tables
 * must be as they may be found; others may have changed them before the next.
 *
 * @param <R> what comes of the whole
 */
public interface BulkWork<R> {
  /** Does the next piece; empty: there is more. Not called again after a result or a failure. */
  Optional<R> next(Session session);
}
