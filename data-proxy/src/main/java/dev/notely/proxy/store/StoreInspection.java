package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore.Reply;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

  /** Rows of exactly these accounts, at most 1,000. */
  List<StoredAccount> rows(List<UUID> accounts);

  /** Rows in the order of their accounts. */
  Page rows(Optional<UUID> after, int limit);

  /** Keys in (after, until], empty: no bound; computed from the records themselves. */
  Range fingerprint(
      UUID account, ByteString after, ByteString until, int limit, boolean withVersions);

  /**
   * Puts the records of a scan of the home, from its start, in the place of everything that a copy
   * has; answers the last reply, or the first refusal.
   */
  Reply repair(Placement proof, RecordStore.Batches scan);
}
