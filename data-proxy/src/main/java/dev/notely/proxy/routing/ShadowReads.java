package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.routing.ShadowComparator.Verdict;
import dev.notely.proxy.store.Aside.Sight;
import dev.notely.proxy.store.MovePolicies;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a share of the reads of moving accounts at the store that they move to, once the user has
 * the answer, and compares. A few at a time, and fewer where users feel what is done besides their
 * requests: the others are dropped, so that a slow store costs nobody anything. What looks wrong is
 * looked at once more before it is reported: whatever came in between would be gone then, and
 * damage would not.
 */
public final class ShadowReads implements AfterAnswer {
  private static final int AT_ONCE = 64;

  private final NoteStores stores;
  private final MovePolicies policies;
  private final ToDoubleFunction<Placement> room;
  private final Executor lane;
  private final DoubleSupplier dice;
  private final Supplier<String> trace;
  private final Findings findings;
  private final ShadowComparator comparator;
  private final AccountMirrors accounts;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Map<MirrorKey, ShadowTally> tallies = new ConcurrentHashMap<>();

  /** Takes what was found wrong. Called in the lane; may block and throw. */
  public interface Findings {
    void mismatch(Mismatch mismatch);
  }

  /**
   * A copy that is wrong.
   *
   * @param note that was read; empty: a list of ids was
   * @param trace of the user's request, empty if it has none
   */
  public record Mismatch(
      Placement placement, Optional<UUID> note, Sight home, Sight copy, String trace) {}

  /**
   * Compares reads of the given stores.
   *
   * @param room part of the share that users leave at the stores of a placement, 0 to 1
   * @param lane runs second looks and reports, which block; may reject
   * @param dice gives numbers from 0 to 1, evenly
   * @param trace the id of the current trace
   * @param accounts is told of what came of them, account by account
   */
  public ShadowReads(
      NoteStores stores,
      MovePolicies policies,
      ToDoubleFunction<Placement> room,
      Executor lane,
      DoubleSupplier dice,
      Supplier<String> trace,
      Findings findings,
      ShadowComparator comparator,
      AccountMirrors accounts) {
    this.stores = stores;
    this.policies = policies;
    this.room = room;
    this.lane = lane;
    this.dice = dice;
    this.trace = trace;
    this.findings = findings;
    this.comparator = comparator;
    this.accounts = accounts;
  }

  @Override
  public void answered(Placement placement, NoteCall call, NoteReply reply) {
    if (call.isWrite() || !placement.phase().hasCopy()) {
      return;
    }
    double share = policies.of(placement.migration()).shadowReads();
    double roll = share > 0 ? dice.getAsDouble() : 1;
    if (roll < share) {
      reply
          .aside()
          .sight()
          .ifPresent(home -> {
            ShadowTally tally = tally(MirrorKey.of(placement));
            if (roll < share * room.applyAsDouble(placement) && free.tryAcquire()) {
              shadow(placement, call, home, tally, reply.aside().micros(), trace.get());
            } else {
              tally.dropped(placement);
            }
          });
    }
  }

  private ShadowTally tally(MirrorKey key) {
    ShadowTally known = tallies.get(key);
    if (known != null) {
      return known;
    }
    ShadowTally made = tallies.computeIfAbsent(key, _ -> new ShadowTally(accounts));
    MirrorKey.bound(tallies);
    return made;
  }

  private void shadow(
      Placement placement,
      NoteCall call,
      Sight home,
      ShadowTally tally,
      long homeMicros,
      String ofTrace) {
    stores.shadowAsync(
        placement,
        call,
        (reply, failure) -> {
          Optional<Sight> copy = copy(reply, failure);
          if (copy.isEmpty()) {
            free.release();
            tally.unanswered(placement);
            return;
          }
          Verdict verdict = comparator.compare(home, copy.get());
          if (reply != null) {
            copy.get().watermark().ifPresent(seq -> accounts.reached(placement, seq));
            if (verdict == Verdict.EQUAL) { // a store that has nothing to read is fast
              tally.took(homeMicros, reply.aside().micros());
            }
          }
          if (verdict == Verdict.MISMATCH) {
            lookAgain(placement, call, copy.get(), tally, ofTrace);
          } else {
            free.release();
            tally.counted(placement, verdict);
          }
        });
  }

  private static Optional<Sight> copy(
      @Nullable NoteReply reply, @Nullable RuntimeException failure) {
    if (failure instanceof UnusableRecordException unusable) {
      return Optional.of(Sight.unreadable(unusable.reason()));
    }
    return reply == null || !answers(reply) ? Optional.empty() : reply.aside().sight();
  }

  private static boolean answers(NoteReply reply) {
    return reply.refusal() == Refusal.NONE;
  }

  private void lookAgain(
      Placement placement, NoteCall call, Sight before, ShadowTally tally, String ofTrace) {
    try {
      lane.execute(() -> {
        try {
          second(placement, call, before, tally, ofTrace);
        } catch (RuntimeException e) {
          tally.unanswered(placement); // the next read of it will tell
        } finally {
          free.release();
        }
      });
    } catch (RejectedExecutionException e) {
      free.release();
      tally.dropped(placement);
    }
  }

  /**
   * The home is read after the copy was: if the copy's first answer still does not fit, nothing
   * that came in between explains it.
   */
  private void second(
      Placement placement, NoteCall call, Sight before, ShadowTally tally, String ofTrace) {
    NoteReply again = stores.call(placement, call);
    Optional<Sight> home = again.aside().sight().filter(_ -> answers(again));
    if (home.isEmpty() || again.provisional()) {
      tally.unanswered(placement);
      return;
    }
    Verdict verdict = comparator.compareAgain(home.get(), before);
    tally.counted(placement, verdict);
    if (verdict == Verdict.MISMATCH) {
      findings.mismatch(new Mismatch(placement, call.ofNote(), home.get(), before, ofTrace));
    }
  }

  /** What came of those of a migration since the start of the process, by store. */
  public Map<String, ShadowFigures> figures(long migration) {
    Map<String, ShadowFigures> figures = new TreeMap<>();
    tallies.forEach((key, one) -> {
      if (key.migration() == migration) {
        figures.put(key.store(), one.figures());
      }
    });
    return figures;
  }

  /** Those of all migrations, by store. */
  public Map<String, ShadowFigures> figures() {
    Map<String, ShadowFigures> figures = new TreeMap<>();
    tallies.forEach((key, one) -> figures.merge(key.store(), one.figures(), ShadowFigures::plus));
    return figures;
  }
}
