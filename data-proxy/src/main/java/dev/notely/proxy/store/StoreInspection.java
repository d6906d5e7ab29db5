package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore.Reply;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Looks at what a store holds (store.proto, InspectionService): for plans, reverse sync and
 * verification. Blocking; every method throws {@link StoreUnavailableException} if the store did
 * not answer.
 */
public interface StoreInspection {
  /** An account's row, and the bytes of its values. */
  record StoredAccount(UUID account, OwnershipRow row, long bytes) {}

  /** A page of rows. */
  record Page(List<StoredAccount> rows, boolean more) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /** A version of a record; the hash is 0 for a tombstone. */
  record Version(ByteString key, long seq, boolean deleted, long hash) {}

  /**
   * What the live records of a range of keys are.
   *
   * @param lastKey the last that was looked at, empty if there was none
   * @param end nothing is left in the range
   * @param versions in order of key, where they were asked for
   */
  record Range(
      OwnershipRow row,
      ByteString lastKey,
      boolean end,
      long records,
      OwnershipRow.Digest digest,
      long bytes,
      List<Version> versions) {
    public Range {
      versions = List.copyOf(versions);
    }
  }

  /**
   * Columns of a row as a file has them.
   *
   * @param json an object, at most 64 KiB
   * @param truncated values were cut to make it fit
   * @param bytes of the values, uncut
   */
  record Raw(String json, boolean truncated, long bytes) {}

  /**
   * A row of an adopted file that is no record of any account, and that nobody has resolved.
   *
   * @param account that its creator names, if it names one
   * @param raw empty where the row lies in another file, or it was not asked for
   */
  record Unconverted(
      String store,
      String source,
      long row,
      String id,
      Optional<UUID> account,
      String reason,
      Optional<Raw> raw) {}

  /** A page of them. */
  record UnconvertedPage(List<Unconverted> rows, boolean more) {
    public UnconvertedPage {
      rows = List.copyOf(rows);
    }
  }

  /** Where a page of rows ends; the account only where accounts were asked for. */
  record RowPosition(Optional<UUID> account, String source, long row) {
    /** Before all rows. */
    public static final RowPosition START = new RowPosition(Optional.empty(), "", Long.MIN_VALUE);
  }

  /** What an operator decides about a row. */
  sealed interface Decision {
    /** It becomes a record of the placement's account. */
    record Fix(Placement proof, UUID id, long createdAtMs, long updatedAtMs, String content)
        implements Decision {}

    /** It counts no more. */
    record Drop() implements Decision {}
  }

  /** Rows of exactly these accounts, at most 1,000. */
  List<StoredAccount> rows(List<UUID> accounts);

  /** Rows in the order of their accounts. */
  Page rows(Optional<UUID> after, int limit);

  /**
   * Rows that are no records and that nobody has resolved, after a position.
   *
   * @param accounts that their creators name, at most 1,000; empty: all rows
   */
  UnconvertedPage unconverted(RowPosition after, int limit, boolean withRaw, List<UUID> accounts);

  /** All of them, without their columns; a page at a time is in memory. */
  default void forEachUnconverted(
      int limit, List<UUID> accounts, Consumer<List<Unconverted>> take) {
    RowPosition after = RowPosition.START;
    boolean more = true;
    while (more) {
      UnconvertedPage page = unconverted(after, limit, false, accounts);
      take.accept(page.rows());
      more = page.more();
      if (more) {
        Unconverted last = page.rows().getLast();
        after =
            new RowPosition(
                accounts.isEmpty() ? Optional.empty() : last.account(), last.source(), last.row());
      }
    }
  }

  /**
   * Decides about a row.
   *
   * @throws MigrationRefusedException if it cannot be done, and why
   */
  void resolve(String source, long row, Decision decision, String actor, String reason);

  /** A record as the file has it, whole or damaged. */
  Optional<Raw> raw(UUID account, UUID record);

  /** Keys in (after, until], empty: no bound; computed from the records themselves. */
  Range fingerprint(
      UUID account, ByteString after, ByteString until, int limit, boolean withVersions);

  /**
   * Puts the records of a scan of the home, from its start, in the place of everything that a copy
   * has; answers the last reply, or the first refusal.
   */
  Reply repair(Placement proof, RecordStore.Batches scan);
}
