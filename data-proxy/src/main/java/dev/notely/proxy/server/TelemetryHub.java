package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.proxy.server.Observed.Source;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the system once a second while somebody watches, for all watchers together, and gives
 * each what is new for him. One who does not read gets nothing until he does: nothing is queued for
 * anybody. Some time after the last has left it stops, and forgets.
 */
final class TelemetryHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetryHub.class);
  private static final int MOST_WATCHERS = 64;
  private static final Status STOPPING =
      Status.UNAVAILABLE.withDescription("the proxy is stopping");
  private static final Duration LINGERS = Duration.ofSeconds(10);

  private final String proxy;
  private final String stream = UUID.randomUUID().toString();
  private final Supplier<Source> sources;
  private final Duration period;
  private final Duration lingers;

  // Guarded by this:
  private final Set<Watcher> watchers = new LinkedHashSet<>();
  private boolean running;
  private boolean closed;
  private boolean news; // somebody has come
  private long lastLeft;

  private long version; // the last of any book; of the running thread

  /** One watcher; his version is of the running thread. */
  private static final class Watcher {
    private final ServerCallStreamObserver<TelemetryUpdate> observer;
    private final WatchTelemetry request;
    private boolean asked; // his request was looked at
    private long version;
    private boolean ended; // guarded by this

    Watcher(ServerCallStreamObserver<TelemetryUpdate> observer, WatchTelemetry request) {
      this.observer = observer;
      this.request = request;
    }

    synchronized void give(TelemetryUpdate update) {
      if (!ended) {
        observer.onNext(update);
      }
    }

    synchronized void end(Status why) {
      ended = true;
      observer.onError(why.asRuntimeException());
    }
  }

  /**
   * Nobody watches.
   *
   * @param proxy name of this one
   * @param sources opens one to look with
   */
  TelemetryHub(String proxy, Supplier<Source> sources) {
    this(proxy, sources, Duration.ofSeconds(1), LINGERS);
  }

  TelemetryHub(String proxy, Supplier<Source> sources, Duration period, Duration lingers) {
    this.proxy = proxy;
    this.sources = sources;
    this.period = period;
    this.lingers = lingers;
  }

  /** A watcher comes, and stays until he cancels; or is told why not. */
  void watch(WatchTelemetry request, ServerCallStreamObserver<TelemetryUpdate> observer) {
    Watcher watcher = new Watcher(observer, request);
    observer.setOnCancelHandler(() -> leave(watcher));
    Status refused = join(watcher);
    if (!refused.isOk()) {
      watcher.end(refused);
    }
  }

  private synchronized Status join(Watcher watcher) {
    if (closed) {
      return STOPPING;
    }
    if (watchers.size() >= MOST_WATCHERS) {
      return Status.RESOURCE_EXHAUSTED.withDescription(
          "there are " + MOST_WATCHERS + " watchers already");
    }
    watchers.add(watcher);
    news = true;
    notifyAll();
    if (!running) {
      running = true;
      Thread.ofVirtual().name("telemetry").start(this::run);
    }
    return Status.OK;
  }

  private synchronized void leave(Watcher watcher) {
    watchers.remove(watcher);
    lastLeft = System.nanoTime();
  }

  private void run() {
    TelemetryBook book = new TelemetryBook(stream, proxy, version);
    try (Source source = sources.get()) {
      long due = System.nanoTime();
      while (awaits(due)) {
        if (System.nanoTime() - due >= 0) {
          due = Math.max(due + period.toNanos(), System.nanoTime());
          look(source, book);
        }
        present().forEach(watcher -> serve(watcher, book));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      version = book.version();
      stopped();
    }
  }

  /** False when it is time to stop; else it is due, or somebody has come. */
  private synchronized boolean awaits(long due) throws InterruptedException {
    long left = due - System.nanoTime();
    while (left > 0 && !news && !closed) {
      wait(Math.max(1, Duration.ofNanos(left).toMillis()));
      left = due - System.nanoTime();
    }
    news = false;
    boolean alone = watchers.isEmpty() && System.nanoTime() - lastLeft > lingers.toNanos();
    return !alone && !closed;
  }

  /** Somebody may have come since it was decided to stop. */
  private synchronized void stopped() {
    running = false;
    if (!watchers.isEmpty() && !closed) {
      running = true;
      Thread.ofVirtual().name("telemetry").start(this::run);
    }
  }

  private synchronized List<Watcher> present() {
    return List.copyOf(watchers);
  }

  private static void look(Source source, TelemetryBook book) {
    try {
      book.put(source.look());
    } catch (RuntimeException e) {
      LOG.error("a look at the system failed; watchers see the one before", e);
    }
  }

  private static void serve(Watcher watcher, TelemetryBook book) {
    if (!book.hasSomething() || !watcher.observer.isReady()) {
      return;
    }
    if (!watcher.asked) {
      watcher.asked = true;
      watcher.version = book.base(watcher.request.getStream(), watcher.request.getVersion());
    }
    if (watcher.version != book.version()) {
      watcher.give(book.after(watcher.version));
      watcher.version = book.version();
    }
  }

  /** All watchers are told that this proxy stops. */
  @Override
  public void close() {
    List<Watcher> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(watchers);
      watchers.clear();
      notifyAll();
    }
    left.forEach(watcher -> watcher.end(STOPPING));
  }
}
