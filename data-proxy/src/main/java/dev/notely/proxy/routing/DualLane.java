package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.RecordStore;
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
 * The bounded way of dual writes to one store: what has gathered since the last turn is sent
 * together, a call for each account, so that the store commits them together. What does not fit is
 * dropped, and so is all that waits where nobody is free to send it: a slow store costs no memory
 * and no user anything.
 */
final class DualLane {
  private static final int BOUND = 4_096;
  private static final int BATCH = 256;

  /** A quarter of the bulk work that a store lets wait. */
  private static final int CALLS = 64;

  private final DualWrites.Target store;
  private final Executor executor;
  private final DualWrites.Together together;
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
      DualWrites.Target store,
      Executor executor,
      DualWrites.Together together,
      InstantSource clock,
      AccountMirrors accounts) {
    this.store = store;
    this.executor = executor;
    this.together = together;
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
      List<Runnable> calls =
          grouped(batch).values().stream().<Runnable>map(group -> () -> send(group)).toList();
      for (int i = 0; i < calls.size(); i += CALLS) {
        together.run(calls.subList(i, Math.min(calls.size(), i + CALLS)));
      }
    } finally {
      sending.set(false);
      wake(); // what came meanwhile gathers for another turn
    }
  }

  private static Map<Group, List<Pending>> grouped(List<Pending> batch) {
    Map<Group, List<Pending>> groups = new LinkedHashMap<>();
    for (Pending one : batch) {
      groups
          .computeIfAbsent(
              new Group(one.placement().account(), one.placement().epoch()), _ -> new ArrayList<>())
          .add(one);
    }
    return groups;
  }

  private void send(List<Pending> ofOneAccount) {
    Placement placement = ofOneAccount.getFirst().placement();
    List<CommittedRecord> records = ofOneAccount.stream().map(Pending::record).toList();
    int count = records.size();
    try {
      boolean done = store.dual(placement, records);
      (done ? sent : refused).add(count);
      accounts.add(placement, done ? DualTally.ofSent(count) : DualTally.ofRefused(count));
    } catch (StoreUnavailableException | UnusableRecordException | RecordStore.RefusedException e) {
      failed.add(count);
      accounts.add(placement, DualTally.ofFailed(count));
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
