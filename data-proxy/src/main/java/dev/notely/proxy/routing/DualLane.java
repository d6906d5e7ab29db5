package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.RecordStore.DualWrite;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.store.UnusableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bounded way of dual writes to one store: one call at a time, of all that has gathered since
 * the last. What does not fit is dropped, and so is all that waits where nobody is free to send it:
 * a slow store costs no memory and no user anything.
 */
final class DualLane {
  private static final int BOUND = 4_096;
  private static final int BATCH = 256;

  private final DualWrites.Target store;
  private final Executor executor;
  private final InstantSource clock;
  private final AccountMirrors accounts;
  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(BOUND);
  private final AtomicBoolean sending = new AtomicBoolean();
  private final LongAdder sent = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private record Pending(Placement placement, CommittedRecord record, Instant since) {}

  private record Group(UUID account, long epoch) {}

  DualLane(
      DualWrites.Target store, Executor executor, InstantSource clock, AccountMirrors accounts) {
    this.store = store;
    this.executor = executor;
    this.clock = clock;
    this.accounts = accounts;
  }

  void offer(Placement placement, CommittedRecord record) {
    if (queue.offer(new Pending(placement, record, clock.instant()))) {
      wake();
    } else {
      drop(placement);
    }
  }

  /** One that is not sent, for the sake of users. */
  void drop(Placement placement) {
    dropped.increment();
    accounts.add(placement, DualTally.ofDropped(1));
  }

  private void wake() {
    if (!queue.isEmpty() && sending.compareAndSet(false, true)) {
      try {
        executor.execute(this::send);
      } catch (RejectedExecutionException e) {
        dropAll();
        sending.set(false);
      }
    }
  }

  /** Nobody is free to send: what waits would wait for nothing, catch-up has it sooner. */
  private void dropAll() {
    for (Pending next = queue.poll(); next != null; next = queue.poll()) {
      drop(next.placement());
    }
  }

  private void send() {
    try {
      List<Pending> batch = new ArrayList<>();
      queue.drainTo(batch, BATCH);
      send(grouped(batch));
    } finally {
      sending.set(false);
      wake(); // what came meanwhile gathers for another turn
    }
  }

  private static List<DualWrite> grouped(List<Pending> batch) {
    Map<Group, List<Pending>> groups = new LinkedHashMap<>();
    for (Pending one : batch) {
      groups
          .computeIfAbsent(
              new Group(one.placement().account(), one.placement().epoch()), _ -> new ArrayList<>())
          .add(one);
    }
    return groups.values().stream()
        .map(group ->
            new DualWrite(
                group.getFirst().placement(), group.stream().map(Pending::record).toList()))
        .toList();
  }

  private void send(List<DualWrite> writes) {
    try {
      List<Boolean> taken = store.dual(writes);
      for (int i = 0; i < writes.size(); i++) {
        DualWrite write = writes.get(i);
        int count = write.records().size();
        (taken.get(i) ? sent : refused).add(count);
        accounts.add(
            write.proof(), taken.get(i) ? DualTally.ofSent(count) : DualTally.ofRefused(count));
      }
    } catch (StoreUnavailableException | UnusableRecordException | RecordStore.RefusedException e) {
      for (DualWrite write : writes) {
        failed.add(write.records().size());
        accounts.add(write.proof(), DualTally.ofFailed(write.records().size()));
      }
    }
  }

  /** Whose records wait now, how many and how long. */
  Map<UUID, DualTally> waiting() {
    Instant now = clock.instant();
    Map<UUID, DualTally> waiting = new HashMap<>();
    for (Pending one : queue) {
      waiting.merge(
          one.placement().account(),
          DualTally.ofWaiting(1, Duration.between(one.since(), now).toMillis()),
          DualTally::plus);
    }
    return waiting;
  }

  DualTally tally() {
    Pending oldest = queue.peek();
    return new DualTally(
        sent.sum(),
        refused.sum(),
        failed.sum(),
        dropped.sum(),
        queue.size(),
        oldest == null ? 0 : Duration.between(oldest.since(), clock.instant()).toMillis());
  }
}
