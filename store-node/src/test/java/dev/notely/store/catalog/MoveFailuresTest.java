package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.MoveFailures.Failure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class MoveFailuresTest {
  private static final ByteString ANN = id(1);
  private static final ByteString BOB = id(2);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final MoveFailures failures = new MoveFailures(now::get);

  private static ByteString id(int number) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putInt(number).array());
  }

  private void pass(Duration time) {
    now.updateAndGet(then -> then.plus(time));
  }

  @Test
  void whatFailsMostComesFirst() {
    failures.failed(7, ANN, "p1", "first");
    failures.failed(7, BOB, "p1", "other");
    pass(Duration.ofSeconds(1));
    failures.failed(7, ANN, "p2", "last");
    failures.failed(8, ANN, "p1", "of another");
    assertThat(failures.of(7, 10))
        .containsExactly(
            new Failure(ANN, 2, "last", "p2", 1_000), new Failure(BOB, 1, "other", "p1", 0));
    assertThat(failures.of(7, 1)).hasSize(1);
    assertThat(failures.of(9, 10)).isEmpty();
  }

  @Test
  void whatIsNotHeardOfFailsNoMore() {
    failures.failed(7, ANN, "p", "a");
    pass(MoveFailures.TERM);
    failures.failed(7, BOB, "p", "b");
    assertThat(failures.of(7, 10)).hasSize(2);
    pass(Duration.ofMillis(1));
    assertThat(failures.of(7, 10)).extracting(Failure::account).containsExactly(BOB);
  }

  @Test
  void theLatestAreKeptAndReasonsAreCut() {
    for (int i = 0; i <= MoveFailures.ACCOUNTS; i++) {
      failures.failed(7, id(i), "p", "x".repeat(1_000));
    }
    assertThat(failures.of(7, 10_000))
        .hasSize(MoveFailures.ACCOUNTS)
        .noneMatch(failure -> failure.account().equals(id(0)))
        .allMatch(failure -> failure.reason().length() == MoveFailures.LONGEST_REASON);
  }
}
