package dev.notely.proxy.routing;

import static java.util.Comparator.naturalOrder;

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
  private final MissedWrites missed;
  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(BOUND);
  private List<Pending> underWay = List.of(); // guarded by this
  private final AtomicBoolean sending = new AtomicBoolean();
  private final LongAdder sent = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private record Pending(Placement placement, CommittedRecord record, Instant since) {}

  private record Group(UUID account, long epoch) {}

  DualLane(
      MirrorKey key,
      DualWrites.Target store,
      Executor executor,
      InstantSource clock,
      AccountMirrors accounts) {
    this.store = store;
    this.executor = executor;
    this.clock = clock;
    this.accounts = accounts;
    this.missed = accounts.missed(key);
  }

  void offer(Placement placement, CommittedRecord record) {
    Pending one = new Pending(placement, record, clock.instant());
    if (queue.offer(one)) {
      wake();
    } else {
      drop(one);
    }
  }

  /** One that is not sent, for the sake of users. */
  void drop(Placement placement, CommittedRecord record) {
    drop(new Pending(placement, record, clock.instant()));
  }

  private void drop(Pending one) {
    dropped.increment();
    accounts.add(one.placement(), DualTally.ofDropped(1));
    miss(List.of(one));
  }

  private void miss(List<Pending> group) {
    missed.add(
        group.getFirst().placement(),
        group.size(),
        group.stream().mapToLong(one -> one.record().seq()).max().orElseThrow(),
        group.stream().map(Pending::since).min(naturalOrder()).orElseThrow());
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
      drop(next);
    }
  }

  private void send() {
    try {
      send(take());
    } finally {
      landed();
      sending.set(false);
      wake(); // what came meanwhile gathers for another turn
    }
  }

  /** At once, so that whoever counts finds each of them in the queue or under way. */
  private synchronized List<Pending> take() {
    List<Pending> batch = new ArrayList<>();
    queue.drainTo(batch, BATCH);
    underWay = batch;
    return batch;
  }

  private synchronized void landed() {
    underWay = List.of();
  }

  private void send(List<Pending> batch) {
    List<List<Pending>> groups = grouped(batch);
    try {
      List<RecordStore.Reply> replies = store.dual(groups.stream().map(DualLane::write).toList());
      for (int i = 0; i < replies.size(); i++) {
        answered(groups.get(i), replies.get(i));
      }
      groups.subList(replies.size(), groups.size()).forEach(this::failed);
    } catch (StoreUnavailableException | UnusableRecordException | RecordStore.RefusedException e) {
      groups.forEach(this::failed);
    }
  }

  private static List<List<Pending>> grouped(List<Pending> batch) {
    Map<Group, List<Pending>> groups = new LinkedHashMap<>();
    for (Pending one : batch) {
      groups
          .computeIfAbsent(
              new Group(one.placement().account(), one.placement().epoch()), _ -> new ArrayList<>())
          .add(one);
    }
    return List.copyOf(groups.values());
  }

  private static DualWrite write(List<Pending> group) {
    return new DualWrite(
        group.getFirst().placement(), group.stream().map(Pending::record).toList());
  }

  private void answered(List<Pending> group, RecordStore.Reply reply) {
    Placement placement = group.getFirst().placement();
    if (reply.done()) {
      sent.add(group.size());
      accounts.add(placement, DualTally.ofSent(group.size()));
    } else {
      refused.add(group.size());
      accounts.add(placement, DualTally.ofRefused(group.size()));
      if (reply.row().epoch() <= placement.epoch()) { // else the account has gone on
        miss(group);
      }
    }
    reply.row().watermark().ifPresent(seq -> missed.reached(placement.account(), seq));
  }

  private void failed(List<Pending> group) {
    failed.add(group.size());
    accounts.add(group.getFirst().placement(), DualTally.ofFailed(group.size()));
    miss(group);
  }

  /** Whose records wait now, are under way or did not arrive: how many and for how long. */
  Map<UUID, DualTally> behind() {
    Instant now = clock.instant();
    Map<UUID, DualTally> behind = missed.behind(now);
    for (Pending one : waiting()) {
      behind.merge(
          one.placement().account(),
          DualTally.ofWaiting(1, Duration.between(one.since(), now).toMillis()),
          DualTally::plus);
    }
    return behind;
  }

  private synchronized List<Pending> waiting() {
    List<Pending> waiting = new ArrayList<>(underWay);
    waiting.addAll(queue);
    return waiting;
  }

  DualTally tally() {
    DualTally counted =
        new DualTally(sent.sum(), refused.sum(), failed.sum(), dropped.sum(), 0, 0, 0);
    return behind().values().stream().reduce(counted, DualTally::plus);
  }
}
