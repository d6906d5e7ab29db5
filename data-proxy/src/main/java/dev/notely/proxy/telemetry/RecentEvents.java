package dev.notely.proxy.telemetry;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The last events, each with the version at which it came. Not for several threads.
 *
 * @param <E> an event
 */
public final class RecentEvents<E> {
  private final int bound;
  private final ToLongFunction<E> time;
  private final Deque<Arrived<E>> events = new ArrayDeque<>(); // in the order in which they came

  private record Arrived<E>(E event, long version) {}

  /**
   * Without events.
   *
   * @param bound so many are kept
   */
  public RecentEvents(int bound, ToLongFunction<E> time) {
    this.bound = bound;
    this.time = time;
  }

  /** Events came. */
  public void add(List<E> came, long version) {
    byTime(came)
        .forEach(event -> {
          events.addLast(new Arrived<>(event, version));
          if (events.size() > bound) {
            events.removeFirst();
          }
        });
  }

  /** Those that came after a version and are still kept, in the order of their times. */
  public List<E> after(long version) {
    return byTime(
        events.stream().filter(one -> one.version() > version).map(Arrived::event).toList());
  }

  private List<E> byTime(List<E> some) {
    return some.stream().sorted(Comparator.comparingLong(time)).toList();
  }
}
