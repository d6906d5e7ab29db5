package dev.notely.proxy.routing;

import static java.util.Comparator.comparingLong;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.RecordStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Sends what a moving account's home has committed to the store that it moves to, so that the copy
 * is never far behind (docs/handoff.md, step 3). The user's answer has gone out before; whatever is
 * lost, dropped or refused here stands in the home's list of changes, and catch-up brings it. So
 * nothing is kept to be sent again, and nothing is sent twice. Where users of the store feel it,
 * fewer are sent or none.
 */
public final class DualWrites implements AfterAnswer {
  private final Function<String, Target> stores;
  private final ToDoubleFunction<String> room;
  private final DoubleSupplier dice;
  private final Executor lane;
  private final InstantSource clock;
  private final AccountMirrors accounts;
  private final Map<MirrorKey, DualLane> lanes = new ConcurrentHashMap<>();

  /**
   * Writes to the given stores.
   *
   * @param stores by name
   * @param room part of the dual writes to a store that its users leave room for, 0 to 1
   * @param dice gives numbers from 0 to 1, evenly
   * @param lane runs a turn of one store; may reject, and may wait a while before, so that more
   *     gathers
   * @param accounts is told of what came of them, account by account
   */
  public DualWrites(
      Function<String, Target> stores,
      ToDoubleFunction<String> room,
      DoubleSupplier dice,
      Executor lane,
      InstantSource clock,
      AccountMirrors accounts) {
    this.stores = stores;
    this.room = room;
    this.dice = dice;
    this.lane = lane;
    this.clock = clock;
    this.accounts = accounts;
  }

  /** A store that dual writes go to. */
  public interface Target {
    /** As {@link RecordStore#dual}. */
    List<RecordStore.Reply> dual(List<RecordStore.DualWrite> writes);
  }

  @Override
  public void answered(Placement placement, NoteCall call, NoteReply reply) {
    if (call.isWrite() && placement.phase().isCopying()) {
      reply.aside().committed().ifPresent(record -> mirror(placement, record));
    }
  }

  private void mirror(Placement placement, CommittedRecord record) {
    DualLane ofStore = lane(MirrorKey.of(placement));
    double free = room.applyAsDouble(placement.second());
    if (free < 1 && dice.getAsDouble() >= free) {
      ofStore.drop(placement, record);
    } else {
      ofStore.offer(placement, record);
    }
  }

  private DualLane lane(MirrorKey key) {
    DualLane known = lanes.get(key);
    if (known != null) {
      return known;
    }
    DualLane made =
        lanes.computeIfAbsent(
            key, one -> new DualLane(one, stores.apply(one.store()), lane, clock, accounts));
    MirrorKey.bound(lanes);
    return made;
  }

  /** The accounts of a migration whose copies lag behind now: the 1,000 that lag longest. */
  public List<AccountMirror> behind(long migration) {
    List<AccountMirror> behind = new ArrayList<>();
    lanes.forEach((key, one) -> {
      if (key.migration() == migration) {
        one.behind()
            .forEach((account, writes) ->
                behind.add(new AccountMirror(account, key.store(), writes, ShadowFigures.NONE)));
      }
    });
    return behind.stream()
        .sorted(comparingLong((AccountMirror one) -> one.dualWrites().lagMillis()).reversed())
        .limit(AccountMirrors.MOST)
        .toList();
  }

  /** What came of those of a migration since the start of the process, by store. */
  public Map<String, DualTally> tallies(long migration) {
    Map<String, DualTally> tallies = new TreeMap<>();
    lanes.forEach((key, one) -> {
      if (key.migration() == migration) {
        tallies.put(key.store(), one.tally());
      }
    });
    return tallies;
  }

  /** Those of all migrations, by store. */
  public Map<String, DualTally> tallies() {
    Map<String, DualTally> tallies = new TreeMap<>();
    lanes.forEach((key, one) -> tallies.merge(key.store(), one.tally(), DualTally::plus));
    return tallies;
  }
}
