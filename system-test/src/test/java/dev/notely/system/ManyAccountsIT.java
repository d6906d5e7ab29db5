package dev.notely.system;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The run of {@code ./notely bench scale}, small: nothing is asked of its speed. */
class ManyAccountsIT {
  @Test
  void aStoreOfManyAccountsBecomesShards() throws Exception {
    ScaleRun.run(new ScaleRun.Size(60, 20, 32, 60, Duration.ofMinutes(5)), System.out::println);
  }
}
