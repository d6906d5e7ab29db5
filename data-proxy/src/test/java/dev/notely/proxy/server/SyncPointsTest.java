package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.LeaderListener;
import dev.notely.proxy.migration.LeaderStep;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Threads at sync points go on when they are told so, each of them. */
final class SyncPointsTest {
  private final SyncPoints points = new SyncPoints(HandOffListener.NONE, LeaderListener.NONE);

  private Thread atFollowCopy() {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          boolean _ = points.around(LeaderStep.FOLLOW_COPY, 7, () -> true);
        });
  }

  private static void awaitStanding(Thread... threads) {
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(threads).allMatch(one -> one.getState() == Thread.State.TIMED_WAITING));
  }

  private void letAllGo(Thread... threads) {
    Awaitility.await()
        .untilAsserted(() -> {
          points.onLine("GO follow-copy.after 7"); // not heard where nobody stands yet
          assertThat(threads).noneMatch(Thread::isAlive);
        });
  }

  /** As a leader that finishes a migration while its former homes are followed. */
  @Test
  void twoThreadsAtOnePointAreToldToGoOnOneByOne() {
    Thread one = atFollowCopy();
    Thread other = atFollowCopy();
    awaitStanding(one, other);
    points.onLine("GO follow-copy.before 7");
    points.onLine("GO follow-copy.before 7");
    letAllGo(one, other);
  }

  @Test
  void theLastToComeGoesOnFirstSoThatWhoeverATestWantsStays() {
    Thread wanted = atFollowCopy();
    awaitStanding(wanted);
    Thread other = atFollowCopy();
    awaitStanding(other);
    points.onLine("GO follow-copy.before 7");
    letAllGo(other);
    assertThat(wanted.isAlive()).isTrue();
    points.onLine("GO follow-copy.before 7");
    letAllGo(wanted);
  }
}
