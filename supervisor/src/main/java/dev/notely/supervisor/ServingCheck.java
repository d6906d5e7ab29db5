package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Whether a system that was started serves its users. */
final class ServingCheck {
  private static final long SERVING_S = 30;
  private static final long LOOK_MS = 25;

  private ServingCheck() {}

  /**
   * Ready processes may not have heard of one another yet: a user's first request must not see it.
   *
   * @param url of the gateway
   * @param stores that must serve
   * @throws StartupException if they do not within 30 s
   */
  static void await(String url, Set<String> stores, Path logs) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVING_S);
    try (GatewayClient gateway = new GatewayClient(url)) {
      while (!servesAll(gateway, stores)) {
        if (System.nanoTime() > end) {
          throw new StartupException(
              "the system was not serving after " + SERVING_S + " s; see " + logs);
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while the system started", e);
    }
  }

  private static boolean servesAll(GatewayClient gateway, Set<String> stores) {
    return gateway
        .send("GET", "/stores", Map.of())
        .filter(answer -> answer.status() == 200)
        .map(answer ->
            // Further stores, of which the catalog knows from an earlier run, may be away.
            answer
                    .body()
                    .valueStream()
                    .filter(store -> stores.contains(store.path("name").asString()))
                    .filter(store -> store.path("state").asString().equals("serving"))
                    .count()
                == stores.size())
        .orElse(false);
  }
}
