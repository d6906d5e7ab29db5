package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known to be wrong in the copies of a migration's accounts, within one transaction. A line
 * stands until the account's copy is made again (REPAIRED), or is no more.
 */
final class MismatchLedger {
  /** So many lines are enough to have an account repaired: a copy that is all wrong has no more. */
  static final int OF_ONE_ACCOUNT = 20;

  private final JournalTables tables;
  private final JournalWriter writer;

  MismatchLedger(JournalTables tables, JournalWriter writer) {
    this.tables = tables;
    this.writer = writer;
  }

  /** Writes down what is not known yet, of accounts that have a copy now. */
  void found(MigrationCommand command) {
    for (Mismatch mismatch : command.mismatches()) {
      tables
          .account(command.migration(), mismatch.account())
          .filter(account -> account.state().hasCopy() && isNews(command.migration(), mismatch))
          .ifPresent(account -> writer.mismatched(account, mismatch, command.cause().actor()));
    }
  }

  private boolean isNews(long migration, Mismatch mismatch) {
    List<OpenMismatch> known = tables.mismatches(migration, mismatch.account(), OF_ONE_ACCOUNT);
    return known.size() < OF_ONE_ACCOUNT
        && known.stream()
            .map(OpenMismatch::found)
            .noneMatch(
                one -> one.key().equals(mismatch.key()) && one.store().equals(mismatch.store()));
  }

  /** The first of them. */
  Optional<Mismatch> first(long migration) {
    return tables.mismatches(migration, JournalTables.AfterMismatch.START, 1).stream()
        .map(OpenMismatch::found)
        .findFirst();
  }

  /** Which account to repair, for who wants to go on without. */
  static String sentence(Mismatch open) {
    return "repair account "
        + uuid(open.account())
        + " first: its record "
        + open.key()
        + " at "
        + open.store()
        + " is wrong ("
        + open.what()
        + ")";
  }

  private static UUID uuid(ByteString account) {
    ByteBuffer bytes = account.asReadOnlyByteBuffer();
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
