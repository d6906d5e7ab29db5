package dev.notely.proxy.routing;

import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Equal reads that arrive together share a call. Of each read, one call is under way; those who
 * come meanwhile are gathered and share the next one, which is sent when it ends. Nobody joins a
 * call that was sent before: what it saw may be older than what the reader has written since. So
 * each reader gets what an own call could have got it.
 *
 * <p>A shared call has the latest deadline of those who share it, and goes on when one of them
 * leaves; each of them waits no longer than its own. Writes pass by.
 */
public final class ReadCoalescer implements AsyncRoute {
  /** Readers at once; more are refused. */
  static final int MAX_READERS = 20_000;

  private final AsyncRoute route;
  private final Callers callers;
  private final Semaphore places = new Semaphore(MAX_READERS);
  private final LongAdder reads = new LongAdder();
  private final LongAdder calls = new LongAdder();

  /** For each read with a call under way: who came since. Changed under the map's own lock only. */
  private final Map<NoteCall, Set<Reader>> gathered = new ConcurrentHashMap<>();

  /**
   * What sharing saves.
   *
   * @param reads that were asked for
   * @param calls that were made for them
   */
  public record Figures(long reads, long calls) {}

  /** In front of a route. */
  public ReadCoalescer(AsyncRoute route, Callers callers) {
    this.route = route;
    this.callers = callers;
  }

  @Override
  public void route(
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    if (call.isWrite()) {
      route.route(call, deadline, done);
      return;
    }
    if (!places.tryAcquire()) {
      done.accept(null, new RejectedExecutionException("too many reads wait"));
      return;
    }
    reads.increment();
    Reader reader = new Reader(deadline, callers.current(), done);
    if (isFirst(call, reader)) {
      // Alone: its own deadline and its own end are the call's.
      send(call, Set.of(reader), flight -> route.route(call, deadline, flight));
    } else {
      reader.caller.whenGone(() -> leave(call, reader));
    }
  }

  /** Since the start. */
  public Figures figures() {
    return new Figures(reads.sum(), calls.sum());
  }

  private boolean isFirst(NoteCall call, Reader reader) {
    gathered.compute(
        call,
        (_, others) -> {
          if (others == null) {
            return LinkedHashSet.newLinkedHashSet(0);
          }
          others.add(reader);
          reader.joins = true;
          return others;
        });
    return !reader.joins;
  }

  private void leave(NoteCall call, Reader reader) {
    if (!reader.waits.get()) {
      return; // an answered call ends too
    }
    gathered.computeIfPresent(
        call,
        (_, others) -> {
          others.remove(reader);
          return others;
        });
    reader.answer(null, RouteFailedException.late("the caller has gone or its deadline passed"));
  }

  private interface Sending {
    void with(Flight flight);
  }

  private void send(NoteCall call, Set<Reader> readers, Sending sending) {
    calls.increment();
    Flight flight = new Flight(call, readers);
    try {
      sending.with(flight);
    } catch (RuntimeException e) {
      flight.accept(null, e);
    }
  }

  private void sendNext(NoteCall call) {
    Set<Reader> readers = takeGathered(call);
    if (!readers.isEmpty()) {
      Instant latest =
          readers.stream().map(reader -> reader.deadline).reduce(Instant.MIN, ReadCoalescer::max);
      Callers.Caller first = readers.iterator().next().caller;
      send(
          call,
          readers,
          flight -> first.outliving(latest, () -> route.route(call, latest, flight)));
    }
  }

  /** Those who came while the call was under way; with none, it is forgotten. */
  private Set<Reader> takeGathered(NoteCall call) {
    List<Set<Reader>> taken = new ArrayList<>(1);
    gathered.computeIfPresent(
        call,
        (_, others) -> {
          if (others.isEmpty()) {
            return null;
          }
          taken.add(others);
          return new LinkedHashSet<>();
        });
    return taken.isEmpty() ? Set.of() : taken.getFirst();
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** A call under way and those who share it. */
  private final class Flight
      implements BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> {
    private final NoteCall call;
    private final Set<Reader> readers;
    private final AtomicBoolean landed = new AtomicBoolean();

    Flight(NoteCall call, Set<Reader> readers) {
      this.call = call;
      this.readers = readers;
    }

    @Override
    public void accept(@Nullable NoteReply reply, @Nullable RuntimeException failure) {
      if (!landed.compareAndSet(false, true)) {
        return;
      }
      sendNext(call);
      List<RuntimeException> thrown = new ArrayList<>(0);
      for (Reader reader : readers) {
        try {
          reader.answer(reply, failure);
        } catch (RuntimeException e) {
          thrown.add(e); // one who cannot be answered is no reason not to answer the others
        }
      }
      if (!thrown.isEmpty()) {
        throw thrown.getFirst();
      }
    }
  }

  /** One who waits, until answered. */
  private final class Reader {
    private final Instant deadline;
    private final Callers.Caller caller;
    private final BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done;
    private final AtomicBoolean waits = new AtomicBoolean(true);
    private boolean joins; // of the thread that asks

    Reader(
        Instant deadline,
        Callers.Caller caller,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      this.deadline = deadline;
      this.caller = caller;
      this.done = done;
    }

    void answer(@Nullable NoteReply reply, @Nullable RuntimeException failure) {
      if (waits.compareAndSet(true, false)) {
        places.release();
        done.accept(reply, failure);
      }
    }
  }
}
