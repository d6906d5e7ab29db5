package dev.notely.system;

import dev.notely.supervisor.GatewayClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Users who come at a rate, whether those before them were answered or not, wait two seconds, and
 * try three times without a pause: what keeps a system down that was down for a moment.
 */
final class ImpatientUsers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 3;
  private static final int AT_ONCE = 1_500;
  private static final double WRITES = 0.2;

  private final GatewayClient gateway;
  private final List<String> notes;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
  private volatile int perSecond;
  private volatile boolean ended;

  /** One who came; {@code millis} from coming to the end of the last attempt. */
  private record Visit(boolean served, double millis) {}

  /**
   * Those who left in a while.
   *
   * @param median of those who were served, in ms
   */
  record Figures(double servedPerSecond, double failedShare, double median) {}

  /** Of notes given as their paths. */
  ImpatientUsers(String url, List<String> notes) {
    this.gateway = new GatewayClient(url, PATIENCE);
    this.notes = List.copyOf(notes);
  }

  /** As many requests a second as so many patient users get answered, one after the other. */
  int capacity(int users, Duration time) throws InterruptedException {
    AtomicInteger served = new AtomicInteger();
    long until = System.nanoTime() + time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            while (System.nanoTime() < until) {
              served.addAndGet(attempt() ? 1 : 0);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (int) (served.get() * 1_000L / time.toMillis());
  }

  /** Begins at this rate. */
  void come(int rate) {
    perSecond = rate;
    Thread.ofPlatform().daemon().name("users").start(this::send);
  }

  void rate(int rate) {
    perSecond = rate;
  }

  /** Waits so long and tells of those who left meanwhile. */
  Figures watch(Duration time) throws InterruptedException {
    visits.clear();
    Thread.sleep(time);
    List<Visit> all = List.copyOf(visits);
    List<Double> served = all.stream().filter(Visit::served).map(Visit::millis).sorted().toList();
    return new Figures(
        served.size() * 1_000.0 / time.toMillis(),
        all.isEmpty() ? 1 : 1 - served.size() / (double) all.size(),
        served.isEmpty() ? Double.POSITIVE_INFINITY : served.get(served.size() / 2));
  }

  private void send() {
    long next = System.nanoTime();
    while (!ended) {
      next += TimeUnit.SECONDS.toNanos(1) / perSecond;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      } else if (wait < -TimeUnit.SECONDS.toNanos(1)) {
        next = System.nanoTime(); // this machine cannot: no flood afterwards
      }
      if (places.tryAcquire()) {
        Thread.startVirtualThread(this::visit);
      } else {
        visits.add(new Visit(false, 0));
      }
    }
  }

  private void visit() {
    long began = System.nanoTime();
    boolean served = false;
    for (int attempt = 0; attempt < ATTEMPTS && !served && !ended; attempt++) {
      served = attempt();
    }
    long now = System.nanoTime();
    places.release();
    visits.add(new Visit(served, (now - began) / 1e6));
  }

  private boolean attempt() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String note = notes.get(random.nextInt(notes.size()));
    return (random.nextDouble() < WRITES
            ? gateway.send("PUT", note, Map.of("content", "again"))
            : gateway.send("GET", note, Map.of()))
        .filter(answer -> answer.status() == 200)
        .isPresent();
  }

  @Override
  public void close() {
    ended = true;
    gateway.close();
  }
}
