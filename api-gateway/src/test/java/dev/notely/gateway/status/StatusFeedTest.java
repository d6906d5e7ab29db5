package dev.notely.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.gateway.status.StatusFeed.Bounds;
import dev.notely.gateway.status.StatusFeed.Viewer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is served, when something is collected, and who is let go. */
class StatusFeedTest {
  /** A collection ends when the test gives its document. */
  private final SynchronousQueue<String> documents = new SynchronousQueue<>();

  private final AtomicInteger collections = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final StatusFeed feed =
      new StatusFeed(
          this::collect, new Bounds(3, Duration.ZERO, Duration.ofSeconds(20)), nanos::get);

  private String collect() {
    collections.incrementAndGet();
    try {
      return documents.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    feed.close();
    String unused = "";
    while (feed.isCollecting()) { // one may wait for its document
      var _ = documents.offer(unused);
      Thread.onSpinWait();
    }
  }

  private void give(String document) throws InterruptedException {
    assertThat(documents.offer(document, 10, TimeUnit.SECONDS)).isTrue();
  }

  private static String next(Viewer viewer) throws InterruptedException {
    return viewer.next().orElseThrow().document();
  }

  @Test
  void nothingIsCollectedWhileNobodyWatches() throws InterruptedException {
    assertThat(feed.isCollecting()).isFalse();
    try (Viewer viewer = feed.join().orElseThrow()) {
      give("a");
      assertThat(next(viewer)).isEqualTo("a");
    }
    give("b"); // was begun meanwhile
    await().until(() -> !feed.isCollecting());
    int soFar = collections.get();
    assertThat(soFar).isEqualTo(2);
    try (Viewer later = feed.join().orElseThrow()) {
      give("c"); // and not what was known when nobody watched
      assertThat(next(later)).isEqualTo("c");
    }
  }

  @Test
  void allViewersShareACollection() throws InterruptedException {
    try (Viewer one = feed.join().orElseThrow();
        Viewer other = feed.join().orElseThrow()) {
      give("a");
      assertThat(next(one)).isEqualTo("a");
      assertThat(next(other)).isEqualTo("a");
      await().until(() -> collections.get() == 2);
      try (Viewer late = feed.join().orElseThrow()) {
        assertThat(next(late)).isEqualTo("a"); // at once
      }
    }
  }

  @Test
  void whoIsSlowSkips() throws InterruptedException {
    try (Viewer slow = feed.join().orElseThrow()) {
      for (String document : List.of("a", "b", "c", "d")) {
        give(document);
      }
      await().until(() -> collections.get() == 5);
      assertThat(next(slow)).isEqualTo("d");
    }
  }

  @Test
  void moreViewersThanMayBeAreNotLetIn() {
    List<Viewer> viewers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      viewers.add(feed.join().orElseThrow());
    }
    assertThat(feed.join()).isEmpty();
    viewers.removeFirst().close();
    viewers.add(feed.join().orElseThrow());
    viewers.forEach(Viewer::close);
  }

  @Test
  void whoTakesNothingForTooLongIsLetGo() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (Viewer viewer = feed.join().orElseThrow()) {
      Thread.ofVirtual()
          .start(() ->
              viewer.send(() -> {
                stuck.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  gone.countDown();
                }
              }));
      stuck.await();
      nanos.addAndGet(Duration.ofSeconds(19).toNanos());
      give("a");
      give("b"); // the former was looked at
      assertThat(gone.getCount()).isEqualTo(1);
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      give("c");
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void viewersEndWithTheFeed() throws InterruptedException {
    try (Viewer viewer = feed.join().orElseThrow()) {
      feed.close();
      assertThat(viewer.next()).isEmpty();
      assertThat(feed.join()).isEmpty();
    }
  }

  @Test
  void aCollectionThatFailsDoesNotEndTheFeed() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    try (StatusFeed failing =
            new StatusFeed(
                () -> {
                  if (tries.incrementAndGet() == 1) {
                    throw new IllegalStateException("once");
                  }
                  return "a";
                },
                new Bounds(1, Duration.ofMillis(1), Duration.ofSeconds(20)),
                System::nanoTime);
        Viewer viewer = failing.join().orElseThrow()) {
      assertThat(next(viewer)).isEqualTo("a");
    }
  }
}
