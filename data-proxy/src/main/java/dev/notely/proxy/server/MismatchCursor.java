package dev.notely.proxy.server;

import dev.notely.proxy.store.MigrationCatalog.AfterMismatch;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import java.util.Optional;
import java.util.UUID;

/** Where a page of the ledger begins, as text: the account and the record before it. Pure. */
final class MismatchCursor {
  private static final int ACCOUNT = 36;

  private MismatchCursor() {}

  static String after(OpenMismatch last) {
    return last.found().account() + "/" + last.found().key();
  }

  /** Empty: from the first. */
  static Optional<AfterMismatch> read(String cursor) {
    if (cursor.isEmpty()) {
      return Optional.empty();
    }
    if (cursor.length() < ACCOUNT + 2 || cursor.charAt(ACCOUNT) != '/') {
      throw new IllegalArgumentException(
          "cursor is '" + cursor + "'; it is one that a page before has given");
    }
    return Optional.of(
        new AfterMismatch(
            UUID.fromString(cursor.substring(0, ACCOUNT)), cursor.substring(ACCOUNT + 1)));
  }
}
