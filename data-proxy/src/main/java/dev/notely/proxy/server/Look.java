package dev.notely.proxy.server;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationRefusedException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at somebody that is taken again and again, at most one at a time, on a thread of its own:
 * who waits for it gets the last one where he does not want to wait longer.
 */
final class Look<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Look.class);
  private static final Executor THREADS =
      work -> Thread.ofVirtual().name("telemetry-look").start(work);

  private final String whom;
  private final Supplier<Seen<T>> asked;
  private final long periodNanos;
  private long dueNanos = System.nanoTime(); // guarded by this
  private volatile Seen<T> last;
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null); // by this

  /**
   * What was seen.
   *
   * @param missing who could not be asked, and why in a sentence: what is known of them is old
   */
  record Seen<T>(T what, Map<String, String> missing) {
    Seen {
      missing = Map.copyOf(missing);
    }

    static <T> Seen<T> whole(T what) {
      return new Seen<>(what, Map.of());
    }
  }

  /**
   * Has not looked yet.
   *
   * @param whom it looks at, where that fails as a whole
   * @param none what is known before the first look
   * @param asked blocking, bounded in time
   */
  Look(String whom, Duration period, T none, Supplier<Seen<T>> asked) {
    this.whom = whom;
    this.periodNanos = period.toNanos();
    this.last = Seen.whole(none);
    this.asked = asked;
  }

  /** Looks again, unless it is too soon or a look is under way; done when that has ended. */
  synchronized CompletableFuture<Void> begin() {
    long now = System.nanoTime();
    if (underWay.isDone() && now - dueNanos >= 0) {
      dueNanos = now + periodNanos;
      underWay = CompletableFuture.runAsync(this::take, THREADS);
    }
    return underWay;
  }

  private void take() {
    try {
      last = asked.get();
    } catch (CatalogUnavailableException | MigrationRefusedException e) {
      last = new Seen<>(last.what(), Map.of("catalog", String.valueOf(e.getMessage())));
    } catch (StatusRuntimeException e) {
      last =
          new Seen<>(last.what(), Map.of(whom, "it does not answer: " + e.getStatus().getCode()));
    } catch (RuntimeException e) {
      LOG.error("a look failed; what was seen before is shown", e);
      last = new Seen<>(last.what(), Map.of(whom, "what it answered could not be used: " + e));
    }
  }

  Seen<T> last() {
    return last;
  }
}
