package dev.notely.runtime.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final RetryBudget budget = new RetryBudget(nanos::get);

  private int retries(int wanted) {
    int granted = 0;
    for (int i = 0; i < wanted; i++) {
      granted += budget.retry() ? 1 : 0;
    }
    return granted;
  }

  @Test
  void whereEveryRequestFailsATenthIsSentAgain() {
    retries(1_000);
    int granted = 0;
    for (int i = 0; i < 10_000; i++) {
      budget.request();
      granted += retries(3);
    }
    assertThat(granted).isEqualTo(1_000);
    assertThat(budget.figures().requests()).isEqualTo(10_000);
    assertThat(budget.figures().retries() + budget.figures().refused()).isEqualTo(31_000);
  }

  @Test
  void goodTimesLeaveAHundredRetriesAndNoMore() {
    for (int i = 0; i < 100_000; i++) {
      budget.request();
    }
    assertThat(retries(1_000)).isEqualTo(100 + 1);
  }

  @Test
  void aFewASecondAreAlwaysAllowed() {
    retries(1_000);
    int granted = 0;
    for (int ms = 0; ms < 10_000; ms++) {
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
      granted += retries(1);
    }
    assertThat(granted).isEqualTo(50);
  }

  @Test
  void aLongRestSavesNothingUp() {
    retries(1_000);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(retries(1_000)).isEqualTo(1);
  }
}
