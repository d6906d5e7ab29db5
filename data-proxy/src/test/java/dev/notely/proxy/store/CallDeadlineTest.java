package dev.notely.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How long one who waits for another's work has. */
final class CallDeadlineTest {
  private static Duration left(Context context) {
    AtomicReference<Duration> left = new AtomicReference<>(Duration.ZERO);
    context.run(() -> left.set(CallDeadline.left()));
    return left.get();
  }

  private static Duration leftUntil(Deadline deadline) {
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Context.CancellableContext context = Context.ROOT.withDeadline(deadline, timer)) {
      return left(context);
    }
  }

  @Test
  void aLittleLessThanTheCallerOrWhatWasSetForTheCall() {
    assertThat(left(Context.ROOT)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
    assertThat(leftUntil(Deadline.after(1, TimeUnit.HOURS)))
        .isBetween(Duration.ofMinutes(59), Duration.ofHours(1).minusMillis(100));
    assertThat(leftUntil(Deadline.after(-1, TimeUnit.SECONDS))).isZero();
    AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
    CallDeadline.within(
        Context.ROOT, Deadline.after(1, TimeUnit.HOURS), () -> set.set(CallDeadline.left()));
    assertThat(set.get()).isGreaterThan(Duration.ofMinutes(59));
  }
}
