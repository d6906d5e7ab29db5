package dev.notely.system;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code ./notely bench scale}: what a migration of many accounts takes. Not part of any build. */
class ScaleBenchmark {
  @Test
  void manyAccountsToShards() throws Exception {
    ScaleRun.run(
        new ScaleRun.Size(
            Integer.getInteger("accounts", 20_000),
            Integer.getInteger("notesEach", 50),
            Integer.getInteger("concurrentAccounts", 32),
            300,
            Duration.ofMinutes(30)),
        System.out::println);
  }
}
