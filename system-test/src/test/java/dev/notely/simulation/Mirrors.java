package dev.notely.simulation;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.routing.AccountMirrors;
import dev.notely.proxy.routing.AfterAnswer;
import dev.notely.proxy.routing.DualWrites;
import dev.notely.proxy.routing.OverlayTouches;
import dev.notely.proxy.routing.ShadowReads;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * The real dual writes and shadow reads of a proxy, or none: sent when it pleases the seed, after
 * the user has the answer.
 */
final class Mirrors {
  private static final int LATEST_MICROS = 200_000;

  private final Baton baton;
  private final Random random;
  private final Mutation mutation;
  private final ShadowReads.Findings findings;
  private final boolean dualWrites;
  private final double shadowReads;
  private final boolean readsMove;

  /**
   * @param findings takes what shadow reads find
   */
  Mirrors(Baton baton, Random random, Mutation mutation, ShadowReads.Findings findings) {
    this.findings = findings;
    this.baton = baton;
    this.random = random;
    this.mutation = mutation;
    this.dualWrites = mutation.mirrors() || random.nextInt(3) == 0;
    this.readsMove = random.nextInt(2) == 0;
    this.shadowReads = mutation.mirrors() || random.nextInt(3) == 0 ? 0.5 : 0;
  }

  /** Of one proxy. */
  OfProxy of(
      NoteStores notes,
      Function<String, RecordStore> stores,
      Function<String, RecordStore> touchedStores) {
    return new OfProxy(notes, stores, touchedStores);
  }

  /** What one proxy does after its answers, until it dies: that takes all with it. */
  final class OfProxy implements AfterAnswer {
    private final List<Baton.Actor> underWay = new ArrayList<>();
    private final DualWrites writes;
    private final ShadowReads reads;
    private final OverlayTouches touches;

    private OfProxy(
        NoteStores notes,
        Function<String, RecordStore> stores,
        Function<String, RecordStore> touchedStores) {
      AccountMirrors accounts = new AccountMirrors(_ -> Optional.empty());
      writes =
          new DualWrites(
              name -> gathered -> stores.apply(name).dual(gathered),
              _ -> 1,
              random::nextDouble,
              this::later,
              baton::now,
              accounts);
      reads =
          new ShadowReads(
              notes,
              _ -> new MovePolicy(dualWrites, shadowReads, readsMove),
              _ -> 1,
              this::later,
              random::nextDouble,
              () -> "",
              findings,
              new JudgedComparator(mutation.comparator(), baton),
              accounts);
      touches =
          new OverlayTouches(
              touchedStores,
              _ -> new MovePolicy(dualWrites, shadowReads, readsMove),
              _ -> 1,
              random::nextDouble,
              Runnable::run);
    }

    @Override
    public void answered(Placement placement, NoteCall call, NoteReply reply) {
      boolean wanted = call.isWrite() ? dualWrites : shadowReads > 0;
      if (wanted && placement.phase().hasSecond()) {
        // The user's actor goes on with the answer.
        later(() -> (call.isWrite() ? writes : reads).answered(placement, call, reply));
      }
    }

    @Override
    public void touched(Placement overlaid, NoteCall call, CommittedRecord former) {
      later(() -> touches.touched(overlaid, call, former));
    }

    private void later(Runnable work) {
      int micros = random.nextInt(random.nextInt(4) == 0 ? LATEST_MICROS : 2_000);
      underWay.add(baton.spawn("mirror", micros, work));
    }

    void die() {
      underWay.forEach(baton::kill);
    }
  }
}
