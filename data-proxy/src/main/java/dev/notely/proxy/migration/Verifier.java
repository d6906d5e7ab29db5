package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.throttle.Lane;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.Range;
import dev.notely.proxy.store.StoreInspection.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the two copies of an account by ranges of keys, from the records themselves and not from
 * kept digests: so damage behind a store's back is found too. Where a range differs, its versions
 * are compared by (key, seq, hash): a version that the copy is not yet expected to have is pending;
 * everything else is corrupt (the idea of ghostferry's inline verifier, over seqs instead of rows).
 */
public final class Verifier implements CopyCheck {
  private static final int RANGE = 2_000;
  private static final int WHOLE_ACCOUNT = 200_000; // what one look without versions may read
  private static final int MAX_LOOKS = 3;
  private static final int MAX_SHOWN = 100;
  private static final Comparator<ByteString> KEYS = ByteString.unsignedLexicographicalComparator();

  private final Function<String, StoreInspection> inspections;
  private final Function<String, RecordStore> stores;
  private final Executor beside;

  /**
   * Of stores by name.
   *
   * @param beside reads a range of one store while the range before it is read of the other, where
   *     no users hold it back
   */
  public Verifier(
      Function<String, StoreInspection> inspections,
      Function<String, RecordStore> stores,
      Executor beside) {
    this.inspections = inspections;
    this.stores = stores;
    this.beside = beside;
  }

  /**
   * A record that is not what it must be.
   *
   * @param key as hexadecimal digits
   * @param epoch that the account had when it was looked at
   */
  record Corrupt(String account, String store, String key, String what, long epoch) {}

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

  /**
   * Of a copy that was just made only its own records are read, which no user waits for: the
   * cut-over compares what it has counted of them with what the home has. Of one that was kept both
   * stores are; damage at the home alone keeps nobody from leaving it.
   */
  @Override
  public Optional<String> damage(Placement placement, MovePermit permit) {
    if (placement.phase() == Phase.MOVING
        && isWhole(placement.second(), placement, RANGE, permit).orElse(false)) {
      return Optional.empty();
    }
    List<Corrupt> corrupt = compare(placement, false, permit).corrupt();
    if (corrupt.isEmpty()) {
      return Optional.empty();
    }
    boolean homeAlone =
        corrupt.stream().allMatch(one -> one.store().equals(placement.home()))
            && isWhole(placement.second(), placement, WHOLE_ACCOUNT, permit).orElse(false);
    if (homeAlone) {
      return Optional.empty();
    }
    Corrupt one = corrupt.getFirst();
    return Optional.of(
        "the copy in " + one.store() + " is damaged: record " + one.key() + " " + one.what());
  }

  /**
   * Whether a store's records are what it has counted when they were written, so that nothing
   * happened to its file; empty if it was written to whenever it was looked at.
   *
   * @param range records of one look
   */
  private Optional<Boolean> isWhole(
      String store, Placement placement, int range, MovePermit permit) {
    StoreInspection inspection = inspections.apply(store);
    for (int look = 0; look < MAX_LOOKS; look++) {
      Sum sum = Sum.NONE;
      Range part;
      do {
        part =
            inspection.fingerprint(
                placement.account(), sum.reach(), ByteString.EMPTY, range, false);
        sum = sum.plus(part);
        permit.rest();
      } while (!part.end());
      if (sum.isOfOneMoment()) {
        return Optional.of(sum.isWhole());
      }
    }
    return Optional.empty();
  }

  /** Of ranges of an account in their order, and its row at the first and at the last. */
  private record Sum(
      @Nullable OwnershipRow first,
      @Nullable OwnershipRow last,
      ByteString reach,
      OwnershipRow.Digest digest,
      long records) {
    static final Sum NONE = new Sum(null, null, ByteString.EMPTY, OwnershipRow.Digest.NONE, 0);

    Sum plus(Range range) {
      return new Sum(
          first == null ? range.row() : first,
          range.row(),
          range.lastKey(),
          digest.plus(range.digest()),
          records + range.records());
    }

    /** Of a row that has changed meanwhile the sum is of no one moment, and says nothing. */
    boolean isOfOneMoment() {
      return last != null && last.equals(first);
    }

    boolean isWhole() {
      return last != null && last.digest().equals(digest) && last.notes() == records;
    }
  }

  /**
   * Of an account that is in two stores.
   *
   * @param copiedBack the copy was made of the home that it is compared with, after a lazy move: so
   *     the home's records are compared with what it has counted of them, too. What was damaged
   *     before the copy was made would be equal in both
   * @param permit how fast: it rests after each range
   */
  Comparison compare(Placement placement, boolean copiedBack, MovePermit permit) {
    StoreInspection home = inspections.apply(placement.home());
    StoreInspection second = inspections.apply(placement.second());
    List<Corrupt> corrupt = new ArrayList<>();
    long pending = 0;
    Sum sum = Sum.NONE;
    ByteString after = ByteString.EMPTY;
    Range here = range(home, placement, after);
    boolean more = true;
    while (more) {
      ByteString until = here.end() ? ByteString.EMPTY : here.lastKey();
      more = !here.end();
      Supplier<Range> next = () -> range(home, placement, until);
      Supplier<Range> begun = more && !permit.isHeldBack() ? aside(next) : next;
      Range there = second.fingerprint(placement.account(), after, until, 2 * RANGE, false);
      sum = sum.plus(here);
      if (!here.digest().equals(there.digest()) || here.records() != there.records()) {
        pending += classify(placement, after, until, corrupt);
      }
      permit.spent(Math.toIntExact(here.records()));
      permit.rest(Lane.VERIFICATION);
      after = until;
      here = more ? begun.get() : here;
    }
    if (!corrupt.isEmpty()
        && !isWhole(placement.home(), placement, WHOLE_ACCOUNT, permit).orElse(true)) {
      corrupt.replaceAll(one -> blamed(placement, one));
    }
    if (copiedBack && !isWhole(placement, sum, permit)) {
      corrupt.add(
          new Corrupt(
              placement.account().toString(),
              placement.home(),
              "account",
              "has other records at this home than were written there",
              placement.epoch()));
    }
    return new Comparison(
        sum.records(), pending, corrupt.subList(0, Math.min(corrupt.size(), MAX_SHOWN)));
  }

  private static Range range(StoreInspection home, Placement placement, ByteString after) {
    return home.fingerprint(placement.account(), after, ByteString.EMPTY, RANGE, false);
  }

  /** Begins it; it is answered, and fails, as if it were done when it is asked for. */
  private <T> Supplier<T> aside(Supplier<T> work) {
    CompletableFuture<T> begun = CompletableFuture.supplyAsync(work, beside);
    return () -> {
      try {
        return begun.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    };
  }

  /** Of the home, by its sum or else by a look of its own; true if nobody can tell. */
  private boolean isWhole(Placement placement, Sum home, MovePermit permit) {
    return home.isOfOneMoment()
        ? home.isWhole()
        : isWhole(placement.home(), placement, WHOLE_ACCOUNT, permit).orElse(true);
  }

  /** A difference where the home is not what was written there: a repair would spread it. */
  private static Corrupt blamed(Placement placement, Corrupt one) {
    String what = "is not as it was written there: at " + one.store() + " it " + one.what();
    return new Corrupt(one.account(), placement.home(), one.key(), what, one.epoch());
  }

  /** Part by part: of many tombstones, or records too many, one answer has not room for all. */
  private long classify(
      Placement placement, ByteString after, ByteString until, List<Corrupt> corrupt) {
    long pending = 0;
    ByteString from = after;
    boolean more = true;
    while (more) {
      // The copy first: what it has then, the home has had before.
      Range there = versions(placement.second(), placement, from, until);
      Range here = versions(placement.home(), placement, from, reach(there, until));
      ByteString reach = reach(here, reach(there, until));
      pending += classify(placement, upTo(reach, here), upTo(reach, there), there.row(), corrupt);
      more = !reach.equals(until);
      from = reach;
    }
    return pending;
  }

  private Range versions(String store, Placement placement, ByteString after, ByteString until) {
    return inspections.apply(store).fingerprint(placement.account(), after, until, 2 * RANGE, true);
  }

  /** Up to where all of a range was looked at. */
  private static ByteString reach(Range range, ByteString until) {
    return range.end() ? until : range.lastKey();
  }

  /** By key, to a key; empty: all. */
  private static Map<String, Version> upTo(ByteString reach, Range range) {
    Map<String, Version> versions = new TreeMap<>();
    range.versions().stream()
        .filter(one -> reach.isEmpty() || KEYS.compare(one.key(), reach) <= 0)
        .forEach(version -> versions.put(hex(version), version));
    return versions;
  }

  private static long classify(
      Placement placement,
      Map<String, Version> atHome,
      Map<String, Version> atSecond,
      OwnershipRow copied,
      List<Corrupt> corrupt) {
    long complete = copied.watermark().orElse(0);
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

  private static final String PENDING = "pending";

  /** Pure: of a version of the home and the copy's of the same key, which is complete to a seq. */
  private static String difference(Version home, @Nullable Version copy, long complete) {
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
    return new Corrupt(
        placement.account().toString(), placement.second(), hex(version), what, placement.epoch());
  }

  private static String hex(Version version) {
    return HexFormat.of().formatHex(version.key().toByteArray());
  }

  /**
   * A copy can only be made anew of a home that is what was written there.
   *
   * @throws MoveFailedException if the home is not, or is written too often to tell
   */
  void requireSoundHome(Placement placement, MovePermit permit) {
    boolean isSound =
        isWhole(placement.home(), placement, WHOLE_ACCOUNT, permit)
            .orElseThrow(() ->
                new MoveFailedException(
                    "whether "
                        + placement.home()
                        + " is sound cannot be told while the account is"
                        + " written all the time: try again",
                    false));
    if (!isSound) {
      throw new MoveFailedException(
          "the records at the home "
              + placement.home()
              + " are not what was written there: a"
              + " repair would copy the damage to "
              + placement.second()
              + ". Roll back if "
              + placement.second()
              + " is sound, or put back what was changed",
          false);
    }
  }

  /**
   * Copies the account's records again from its home, in the place of what the copy has. The copy
   * of an account on its way back may not have been begun at this epoch yet: then it is, as the
   * move itself does it.
   *
   * @param permit how fast: it rests after each batch
   */
  void repair(Placement placement, MovePermit permit) {
    RecordStore home = stores.apply(placement.home());
    if (placement.phase().isCopying()) {
      RecordStore second = stores.apply(placement.second());
      RecordStore.Reply exporting = require(home, home.beginExport(placement));
      long keepFrom = exporting.row().keepFrom().orElseThrow();
      var _ = require(second, second.beginImport(placement, keepFrom));
    }
    // What was read before a rest may be older than what the copy has by then.
    try (RecordStore.Batches batches = PacedScan.fresh(home, placement, permit)) {
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
