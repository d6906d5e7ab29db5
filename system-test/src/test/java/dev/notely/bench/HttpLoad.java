package dev.notely.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask a gateway, each on a thread and a connection of its own, until stopped. To be
 * closed: whatever happens meanwhile, they must end.
 */
final class HttpLoad implements AutoCloseable {
  private final BenchSystem system;
  private final long intervalNanos;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("client-", 0).factory());
  private final List<Future<?>> ends = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();
  private final CpuTimes cpuBefore;
  private final long began;
  private volatile boolean stopped;

  private HttpLoad(BenchSystem system, List<? extends Script> clients, double perSecond) {
    this.system = system;
    intervalNanos = perSecond == 0 ? 0 : (long) (1e9 * clients.size() / perSecond);
    cpuBefore = system.cpu();
    began = System.nanoTime();
    for (int i = 0; i < clients.size(); i++) {
      Script client = clients.get(i);
      Tally tally = new Tally();
      long first = began + intervalNanos * i / clients.size();
      tallies.add(tally);
      ends.add(threads.submit(() -> act(client, tally, first)));
    }
  }

  /**
   * Begins.
   *
   * @param perSecond requests of all together, whatever the answers take; 0: each as soon as the
   *     one before is answered
   */
  static HttpLoad start(BenchSystem system, List<? extends Script> clients, double perSecond) {
    return new HttpLoad(system, clients, perSecond);
  }

  private void act(Script client, Tally tally, long first) {
    try (HttpConnection connection = new HttpConnection(system.url())) {
      for (long due = first; !stopped; due += intervalNanos) {
        long wait = due - System.nanoTime();
        if (intervalNanos > 0 && wait > 0) {
          LockSupport.parkNanos(wait);
        }
        long sent = System.nanoTime();
        long since = intervalNanos == 0 ? sent : due;
        Operation operation = client.next();
        tally.answered(operation, client.judge(operation, connection.send(operation)), since, sent);
      }
    }
  }

  /** Waits for the last answers; each comes within a bound. */
  LoadFigures stop() {
    stopped = true;
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    threads.close();
    for (Future<?> end : ends) {
      if (end.state() == Future.State.FAILED) {
        throw new IllegalStateException("a client could not go on", end.exceptionNow());
      }
    }
    return system.felt(Tally.sum(tallies, took, system.cpu().since(cpuBefore)));
  }

  /** After {@link #stop}: when each write was under way. */
  List<Tally.Span> writes() {
    return tallies.stream().flatMap(tally -> tally.spans().stream()).toList();
  }

  /** Runs for some seconds; the rest is as of {@link #start}. */
  static LoadFigures run(
      BenchSystem system, List<? extends Script> clients, double perSecond, int seconds)
      throws InterruptedException {
    try (HttpLoad load = start(system, clients, perSecond)) {
      TimeUnit.SECONDS.sleep(seconds);
      return load.stop();
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.close();
  }
}
