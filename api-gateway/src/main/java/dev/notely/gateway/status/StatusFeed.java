package dev.notely.gateway.status;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects a document once in a while for all who watch, and nothing while nobody does. Who is slow
 * skips: there is no queue, only the latest document. Who takes nothing at all is let go.
 */
public final class StatusFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusFeed.class);

  private final Supplier<String> collect;
  private final Bounds bounds;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock:
  private final Set<Viewer> viewers = new HashSet<>();
  private @Nullable Snapshot latest;
  private long version;
  private boolean collecting;
  private boolean closed;

  /**
   * What a feed may take.
   *
   * @param viewers at once
   * @param every between the beginnings of two collections
   * @param patience a viewer whose connection takes nothing for so long is let go
   */
  public record Bounds(int viewers, Duration every, Duration patience) {}

  /** A document; the version grows with each. */
  public record Snapshot(long version, String document) {}

  /**
   * A feed that nobody watches yet.
   *
   * @param collect blocking; bounds its own time
   * @param nanos time from anywhere, never falling
   */
  public StatusFeed(Supplier<String> collect, Bounds bounds, LongSupplier nanos) {
    this.collect = collect;
    this.bounds = bounds;
    this.nanos = nanos;
  }

  /** One more who watches; empty: there are as many as may be, or the feed has ended. */
  public Optional<Viewer> join() {
    lock.lock();
    try {
      if (closed || viewers.size() >= bounds.viewers()) {
        return Optional.empty();
      }
      Viewer viewer = new Viewer();
      viewers.add(viewer);
      if (!collecting) {
        collecting = true;
        Thread.ofVirtual().name("status-feed").start(this::collectWhileWatched);
      }
      return Optional.of(viewer);
    } finally {
      lock.unlock();
    }
  }

  private void collectWhileWatched() {
    while (isWatched()) {
      long began = nanos.getAsLong();
      try {
        publish(collect.get());
      } catch (RuntimeException e) {
        LOG.error("the status could not be collected", e); // viewers see that it is old
      }
      letGoOfStalled();
      pause(bounds.every().toNanos() - (nanos.getAsLong() - began));
    }
  }

  private boolean isWatched() {
    lock.lock();
    try {
      collecting = !closed && !viewers.isEmpty();
      if (!collecting) {
        latest = null; // it grows old from now on
      }
      return collecting;
    } finally {
      lock.unlock();
    }
  }

  private void publish(String document) {
    lock.lock();
    try {
      latest = new Snapshot(++version, document);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void letGoOfStalled() {
    lock.lock();
    try {
      long now = nanos.getAsLong();
      viewers.forEach(viewer -> viewer.letGoIfStalled(now));
    } finally {
      lock.unlock();
    }
  }

  /** Ends early with the feed. */
  private void pause(long length) {
    lock.lock();
    try {
      long left = length;
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** All viewers come to their end. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isCollecting() {
    lock.lock();
    try {
      return collecting;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody who watches, on a thread of his own. */
  public final class Viewer implements AutoCloseable {
    private long seen;
    // Guarded by the lock:
    private @Nullable Thread writer;
    private long writingSince;

    private Viewer() {}

    /** The latest document that he has not had; blocking. Empty: the feed has ended. */
    public Optional<Snapshot> next() throws InterruptedException {
      lock.lock();
      try {
        while (!closed && (latest == null || latest.version() <= seen)) {
          changed.await();
        }
        if (closed || latest == null) {
          return Optional.empty();
        }
        seen = latest.version();
        return Optional.of(latest);
      } finally {
        lock.unlock();
      }
    }

    /** Sends something to him; interrupted where his connection takes nothing for too long. */
    public void send(Runnable write) {
      writes(Thread.currentThread());
      try {
        write.run();
      } finally {
        writes(null);
      }
    }

    private void writes(@Nullable Thread thread) {
      lock.lock();
      try {
        writer = thread;
        writingSince = nanos.getAsLong();
      } finally {
        lock.unlock();
      }
    }

    private void letGoIfStalled(long now) {
      if (writer != null && now - writingSince > bounds.patience().toNanos()) {
        writer.interrupt(); // which closes the connection that the thread waits for
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        viewers.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
