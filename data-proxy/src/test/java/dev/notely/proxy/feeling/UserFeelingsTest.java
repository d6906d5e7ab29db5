package dev.notely.proxy.feeling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.feeling.Counts.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Counting of users' operations by cohort. */
final class UserFeelingsTest {
  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);
  private static final UUID C = new UUID(0, 3);

  private final UserFeelings feelings = new UserFeelings();

  @Test
  void eachCohortCountsItsOwn() {
    feelings.record(A, 100, false); // nobody watches
    try (UserFeelings.Watch watch = feelings.watch(List.of(Set.of(A, B), Set.of(B), Set.of()))) {
      feelings.record(A, 1_000, false);
      feelings.record(B, 2_000, true);
      feelings.record(C, 3_000, true);
      List<Counts> counts = watch.take();
      assertThat(counts).hasSize(3);
      assertThat(counts.get(0).requests()).isEqualTo(2);
      assertThat(counts.get(0).errors()).isEqualTo(1);
      assertThat(counts.get(1).requests()).isEqualTo(1);
      assertThat(counts.get(1).errors()).isEqualTo(1);
      assertThat(counts.get(2)).isEqualTo(Counts.NONE);
      assertThat(watch.take()).containsOnly(Counts.NONE);
    }
  }

  @Test
  void watchesDoNotDisturbEachOther() {
    UserFeelings.Watch first = feelings.watch(List.of(Set.of(A)));
    feelings.record(A, 1, false);
    UserFeelings.Watch second = feelings.watch(List.of(Set.of(A)));
    feelings.record(A, 1, false);
    first.close();
    feelings.record(A, 1, false);
    assertThat(first.take().getFirst().requests()).isEqualTo(2);
    assertThat(second.take().getFirst().requests()).isEqualTo(2);
    second.close();
    second.close();
  }

  @Test
  void timesOutOfRangeAreCountedAtItsEnds() {
    UserFeelings.Watch watch = feelings.watch(List.of(Set.of(A)));
    feelings.record(A, -5, false);
    feelings.record(A, Long.MAX_VALUE, false);
    Counts counts = watch.take().getFirst();
    assertThat(counts.requests()).isEqualTo(2);
    assertThat(counts.percentileMicros(100)).isBetween(60_000_000L, 61_000_000L);
  }

  @Test
  void percentilesAreRightWithinAPercent() {
    UserFeelings.Watch watch = feelings.watch(List.of(Set.of(A)));
    for (int i = 1; i <= 1_000; i++) {
      feelings.record(A, i * 100L, i % 10 == 0);
    }
    Counts counts = watch.take().getFirst();
    assertThat(counts.errors()).isEqualTo(100);
    assertThat(counts.percentileMicros(90)).isBetween(90_000L, 91_000L);
    assertThat(counts.percentileMicros(0)).isBetween(100L, 102L);
  }

  @Test
  void takesLoseNothingWhileOthersRecord() throws InterruptedException {
    UserFeelings.Watch watch = feelings.watch(List.of(Set.of(A)));
    List<Thread> threads = new ArrayList<>();
    AtomicBoolean moreErrorsThanRequests = new AtomicBoolean();
    for (int t = 0; t < 4; t++) {
      long seed = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                Random random = new Random(seed);
                for (int i = 0; i < 50_000; i++) {
                  feelings.record(A, random.nextInt(100_000), i % 5 == 0);
                }
              }));
    }
    Counts sum = Counts.NONE;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      Counts counts = watch.take().getFirst();
      moreErrorsThanRequests.compareAndSet(false, counts.errors() > counts.requests());
      sum = sum.plus(counts);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    sum = sum.plus(watch.take().getFirst());
    assertThat(sum.requests()).isEqualTo(200_000);
    assertThat(sum.errors()).isEqualTo(40_000);
    assertThat(sum.histogram().stream().mapToLong(Bucket::requests).sum()).isEqualTo(200_000);
    assertThat(moreErrorsThanRequests).isFalse();
  }

  @Test
  void countsAreAddedBucketByBucket() {
    Counts one = new Counts(3, 1, List.of(new Bucket(10, 1), new Bucket(30, 2)));
    Counts other = new Counts(2, 1, List.of(new Bucket(20, 1), new Bucket(30, 1)));
    assertThat(one.plus(other))
        .isEqualTo(
            new Counts(5, 2, List.of(new Bucket(10, 1), new Bucket(20, 1), new Bucket(30, 3))));
    assertThat(one.plus(Counts.NONE)).isEqualTo(one);
    assertThat(Counts.NONE.percentileMicros(90)).isZero();
  }
}
