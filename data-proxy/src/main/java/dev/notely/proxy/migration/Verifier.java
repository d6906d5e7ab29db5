package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Lane;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.Range;
import dev.notely.proxy.store.StoreInspection.Version;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Compares the two copies of an account by ranges of keys, from the records themselves and not from
 * kept digests: so damage behind a store's back is found too. Where a range differs, its versions
 * are compared by (key, seq, hash): a version that the copy is not yet expected to have is pending;
 * everything else is corrupt (the idea of ghostferry's inline verifier, over seqs instead of rows).
 */
public final class Verifier implements CopyCheck {
  private static final int RANGE = 2_000;
  private static final int MAX_SHOWN = 100;

  private final Function<String, StoreInspection> inspections;
  private final Function<String, RecordStore> stores;
  private final Brake brake;
  private final Pace pace;

  /** Of stores by name; rests between two ranges as the brake asks for. */
  public Verifier(
      Function<String, StoreInspection> inspections,
      Function<String, RecordStore> stores,
      Brake brake,
      Pace pace) {
    this.inspections = inspections;
    this.stores = stores;
    this.brake = brake;
    this.pace = pace;
  }

  /** A record that is not what it must be; the key as hexadecimal digits. */
  record Corrupt(String account, String store, String key, String what) {}

  /**
   * What a comparison found.
   *
   * @param records of the home that were looked at
   * @param pending versions that the copy has not reached yet, or reached since
   * @param corrupt at most 100
   */
  record Comparison(long records, long pending, List<Corrupt> corrupt) {
    Comparison {
      corrupt = List.copyOf(corrupt);
    }
  }

  @Override
  public Optional<String> damage(Placement placement) {
    return compare(placement).corrupt().stream()
        .findFirst()
        .map(one ->
            "the copy in " + one.store() + " is damaged: record " + one.key() + " " + one.what());
  }

  /** Of an account that is in two stores, whose copy was made before it left the other. */
  Comparison compare(Placement placement) {
    return compare(placement, false);
  }

  /**
   * Of an account that is in two stores.
   *
   * @param copiedBack the copy was made of the home that it is compared with, after a lazy move: so
   *     the home's records are compared with what it has counted of them, too. What was damaged
   *     before the copy was made would be equal in both
   */
  Comparison compare(Placement placement, boolean copiedBack) {
    StoreInspection home = inspections.apply(placement.home());
    StoreInspection second = inspections.apply(placement.second());
    List<Corrupt> corrupt = new ArrayList<>();
    long records = 0;
    long pending = 0;
    OwnershipRow.Digest sum = OwnershipRow.Digest.NONE;
    OwnershipRow first = null;
    OwnershipRow last = null;
    ByteString after = ByteString.EMPTY;
    MovePermit permit = MovePermit.of(placement, brake, pace);
    boolean more = true;
    while (more) {
      Range here = home.fingerprint(placement.account(), after, ByteString.EMPTY, RANGE, false);
      ByteString until = here.end() ? ByteString.EMPTY : here.lastKey();
      Range there = second.fingerprint(placement.account(), after, until, 2 * RANGE, false);
      records += here.records();
      sum = sum.plus(here.digest());
      first = first == null ? here.row() : first;
      last = here.row();
      if (!here.digest().equals(there.digest()) || here.records() != there.records()) {
        pending += classify(placement, after, until, corrupt);
      }
      more = !here.end();
      after = until;
      permit.rest(Lane.VERIFICATION);
    }
    // Of a row that has changed meanwhile the sum is of no one moment, and says nothing.
    if (copiedBack && last != null && last.equals(first) && !isWhole(last, sum, records)) {
      corrupt.add(
          new Corrupt(
              placement.account().toString(),
              placement.home(),
              "account",
              "has other records at this home than were written there"));
    }
    return new Comparison(
        records, pending, corrupt.subList(0, Math.min(corrupt.size(), MAX_SHOWN)));
  }

  private static boolean isWhole(OwnershipRow row, OwnershipRow.Digest sum, long records) {
    return row.digest().equals(sum) && row.notes() == records;
  }

  private long classify(
      Placement placement, ByteString after, ByteString until, List<Corrupt> corrupt) {
    // The copy first: what it has then, the home has had before.
    Range there =
        inspections
            .apply(placement.second())
            .fingerprint(placement.account(), after, until, 2 * RANGE, true);
    Range here =
        inspections
            .apply(placement.home())
            .fingerprint(placement.account(), after, until, 2 * RANGE, true);
    long complete = there.row().watermark().orElse(0);
    Map<String, Version> atHome = byKey(here);
    Map<String, Version> atSecond = byKey(there);
    if (!readToItsEnd(here, until) || !readToItsEnd(there, until)) {
      // More tombstones than one answer carries: what was not read is not judged, and not passed.
      return atHome.size();
    }
    long pending = 0;
    for (Version version : atHome.values()) {
      Version copy = atSecond.remove(hex(version));
      String what = difference(version, copy, complete);
      if (what.equals(PENDING)) {
        pending++;
      } else if (!what.isEmpty()) {
        corrupt.add(corrupt(placement, version, what));
      }
    }
    for (Version extra : atSecond.values()) {
      if (!extra.deleted()) {
        corrupt.add(corrupt(placement, extra, "is not at the home"));
      }
    }
    return pending;
  }

  private static boolean readToItsEnd(Range range, ByteString until) {
    return range.end() || range.lastKey().equals(until);
  }

  private static final String PENDING = "pending";

  /** Pure: of a version of the home and the copy's of the same key, which is complete to a seq. */
  private static String difference(
      Version home, @org.jspecify.annotations.Nullable Version copy, long complete) {
    if (home.seq() > complete) {
      return PENDING;
    }
    if (copy == null) {
      return home.deleted() ? "" : "is missing";
    }
    if (copy.seq() != home.seq()) {
      return copy.seq() < home.seq() ? "is older than it must be" : "is newer than at the home";
    }
    return copy.deleted() == home.deleted() && copy.hash() == home.hash()
        ? ""
        : "has other content";
  }

  private static Corrupt corrupt(Placement placement, Version version, String what) {
    return new Corrupt(placement.account().toString(), placement.second(), hex(version), what);
  }

  private static Map<String, Version> byKey(Range range) {
    Map<String, Version> versions = new TreeMap<>();
    range.versions().forEach(version -> versions.put(hex(version), version));
    return versions;
  }

  private static String hex(Version version) {
    return HexFormat.of().formatHex(version.key().toByteArray());
  }

  /**
   * Copies the account's records again from its home, in the place of what the copy has. The copy
   * of an account on its way back may not have been begun at this epoch yet: then it is, as the
   * move itself does it.
   */
  void repair(Placement placement) {
    RecordStore home = stores.apply(placement.home());
    if (placement.phase().isCopying()) {
      RecordStore second = stores.apply(placement.second());
      RecordStore.Reply exporting = require(home, home.beginExport(placement));
      long keepFrom = exporting.row().keepFrom().orElseThrow();
      var _ = require(second, second.beginImport(placement, keepFrom));
    }
    try (RecordStore.Batches batches = home.scan(placement, ByteString.EMPTY, 0)) {
      var _ =
          require(
              stores.apply(placement.second()),
              inspections.apply(placement.second()).repair(placement, batches));
    }
  }

  private static RecordStore.Reply require(RecordStore store, RecordStore.Reply reply) {
    if (!reply.done()) {
      throw new MoveFailedException(store.name() + " refused: " + reply.refusal(), false);
    }
    return reply;
  }
}
