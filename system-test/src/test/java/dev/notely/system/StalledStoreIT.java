package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.LocalCluster;
import dev.notely.system.ImpatientUsers.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One of two stores stands still for longer than anybody waits. Its users go on coming, and try
 * again at once; those of the other store must not notice.
 */
class StalledStoreIT {
  private static final int ACCOUNTS = 4;
  private static final int NOTES = 4;
  private static final int CLIENTS = 16;

  /** Of the capacity; they try three times, so they alone could fill all that there is. */
  private static final double STALLING = 0.3;

  private static final double WELL = 0.2;
  private static final Duration STALL = Duration.ofSeconds(12);
  private static final int SECONDS_TO_RECOVER = 12;

  @Test
  void usersOfTheOtherStoreAreServed() throws Exception {
    LocalCluster.Settings settings =
        new LocalCluster.Settings(2, 0, List.of(), Map.of(), false, 0, true);
    try (RunningSystem system = new RunningSystem(settings)) {
      List<String> stalling = notes(system, "legacy");
      List<String> well = notes(system, "new");
      String url = system.cluster().url();
      try (ImpatientUsers theirs = new ImpatientUsers(url, stalling);
          ImpatientUsers others = new ImpatientUsers(url, well)) {
        theirs.capacity(CLIENTS, Duration.ofSeconds(2)); // warm-up
        others.capacity(CLIENTS, Duration.ofSeconds(2));
        int capacity = others.capacity(CLIENTS, Duration.ofSeconds(2));
        theirs.come((int) Math.max(1, capacity * STALLING));
        others.come((int) Math.max(1, capacity * WELL));
        others.watch(Duration.ofSeconds(1));
        Figures before = others.watch(Duration.ofSeconds(2));
        assertThat(before.failedShare()).as("before").isLessThan(0.01);

        Figures meanwhile;
        Figures stalled;
        try (Stopped _ = new Stopped(system.cluster().process("legacy"))) {
          meanwhile = others.watch(STALL);
          stalled = theirs.watch(Duration.ofSeconds(1));
        }
        Figures after = theirs.watch(Duration.ofSeconds(1));
        for (int second = 1; second < SECONDS_TO_RECOVER && !isBack(after); second++) {
          after = theirs.watch(Duration.ofSeconds(1));
        }

        System.out.println("stalled store: capacity " + capacity + "/s");
        System.out.println("stalled store: the others before " + before);
        System.out.println("stalled store: the others meanwhile " + meanwhile);
        System.out.println("stalled store: its own users " + stalled + ", after " + after);
        assertThat(stalled.failedShare()).as("it does stall").isGreaterThan(0.9);
        assertThat(meanwhile.failedShare()).as("the others").isLessThan(0.1);
        assertThat(isBack(after)).as("it is back: %s", after).isTrue();
      }
    }
  }

  /** Those who came meanwhile have left, too. */
  private static boolean isBack(Figures second) {
    return second.failedShare() < 0.1;
  }

  private static List<String> notes(RunningSystem system, String store) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      String id = created(system, "/accounts", Map.of("name", store + " user " + i));
      String account = "/accounts/" + id;
      for (int n = 0; n < NOTES; n++) {
        String notes = account + "/notes";
        paths.add(notes + "/" + created(system, notes, Map.of("content", "note")));
      }
      if (!system.shardOf(id).equals(store)) {
        system.move(id, store);
        system.awaitArrival(id, store);
      }
    }
    return paths;
  }

  private static String created(RunningSystem system, String path, Map<String, ?> body) {
    Answer answer = system.gateway().send("POST", path, body).orElseThrow();
    assertThat(answer.status()).isEqualTo(201);
    return answer.body().path("id").asString();
  }
}
