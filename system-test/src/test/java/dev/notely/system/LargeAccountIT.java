package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * 20,000 notes in one account, some as large as a note can be: listed by pages and moved by
 * processes whose heap could not hold them.
 */
class LargeAccountIT {
  private static final int NOTES = 20_000;

  /** Written by requests; the others are there before. */
  private static final int LARGE_NOTES = 1_000;

  private static final int CLIENTS = 32;
  private static final String LARGEST = "\uD83D\uDE00".repeat(10_000); // 40,000 bytes

  @Test
  void isListedByPagesAndMoved() throws Exception {
    try (RunningSystem system =
        new RunningSystem(2, List.of("--throttle=false"), LargeAccountIT::generate)) {
      List<ManagedProcess> processes =
          List.of("legacy", "new", "proxy-1", "proxy-2").stream()
              .map(system.cluster()::process)
              .toList();
      List<Long> pids = processes.stream().map(ManagedProcess::pid).toList();
      String account = GeneratedNotes.account(0).toString();
      write(system, account);
      Set<String> before = list(system, account);
      assertThat(before).hasSize(NOTES);

      system.move(account, "new");
      system.awaitArrival(account, "new");

      assertThat(list(system, account)).isEqualTo(before);
      system.awaitOneCopyOfEverything(Map.of("new", 1L));
      // Each would have ended itself, had its memory not been enough.
      assertThat(processes).allMatch(ManagedProcess::isAlive);
      assertThat(processes.stream().map(ManagedProcess::pid).toList()).isEqualTo(pids);
    }
  }

  private static void generate(Path folder) {
    try {
      var _ = GeneratedNotes.make(folder, 1, NOTES - LARGE_NOTES);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(RunningSystem system, String account) {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int client = 0; client < CLIENTS; client++) {
        var _ =
            clients.submit(() -> {
              for (int i = next.getAndIncrement(); i < LARGE_NOTES; i = next.getAndIncrement()) {
                while (!stored(system, account, LARGEST)) {
                  Thread.onSpinWait(); // shed: the gateway has made us wait already
                }
              }
            });
      }
    }
  }

  private static boolean stored(RunningSystem system, String account, String content) {
    return system
        .gateway()
        .send("POST", "/accounts/" + account + "/notes", Map.of("content", content))
        .filter(answer -> answer.status() == 201)
        .isPresent();
  }

  private static Set<String> list(RunningSystem system, String account) {
    Set<String> ids = new HashSet<>();
    String path = "/accounts/" + account + "/notes?limit=1000";
    for (String next = path; !next.isEmpty(); ) {
      Answer page = system.gateway().send("GET", next, Map.of()).orElseThrow();
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body().size()).isLessThanOrEqualTo(1_000);
      page.body().forEach(id -> assertThat(ids.add(id.asString())).isTrue());
      next = page.next();
    }
    return ids;
  }
}
