package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that start processes, as a person runs them. */
class SupervisorIT {
  @TempDir Path folder;
  private final List<Run> runs = new ArrayList<>();

  /** A run of the supervisor with what it printed. */
  private static final class Run {
    /** The JVM tells of options that it has from the environment. */
    private static final String FROM_JAVA = "NOTE: Picked up JDK_JAVA_OPTIONS";

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Run(List<String> arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx128m", "-jar"));
      command.add(Path.of(System.getProperty("notely.dist"), "supervisor.jar").toString());
      command.addAll(arguments);
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Thread.startVirtualThread(() -> {
        try (var reader =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
          reader.lines().filter(line -> !line.startsWith(FROM_JAVA)).forEach(lines::add);
        } catch (IOException e) {
          lines.add(e.toString());
        }
      });
    }

    void awaitLine(String part) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> lines.stream().anyMatch(line -> line.contains(part)));
    }

    int exit() throws InterruptedException {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("it ends").isTrue();
      return process.exitValue();
    }

    List<ProcessHandle> children() {
      return process.descendants().toList();
    }
  }

  private Run run(String... arguments) throws IOException {
    Run run = new Run(List.of(arguments));
    runs.add(run);
    return run;
  }

  private Run up(Path data, int port) throws IOException {
    Run run = run("up", "--data", data.toString(), "--port", Integer.toString(port));
    run.awaitLine("Ctrl-C stops it");
    assertThat(run.children()).hasSize(6);
    assertThat(data.resolve("proxies")).content().hasLineCount(2);
    return run;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitNone(List<ProcessHandle> processes) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  @AfterEach
  void stopAll() {
    for (Run run : runs) {
      run.children().forEach(ProcessHandle::destroyForcibly);
      run.process.destroyForcibly();
    }
  }

  @Test
  void whatDiesIsStartedAgainAndDataIsServedAtTheNextStart() throws Exception {
    int port = freePort();
    Run first = up(folder, port);
    String account;
    try (GatewayClient gateway = new GatewayClient("http://127.0.0.1:" + port)) {
      account =
          gateway
              .send("POST", "/accounts", Map.of("name", "Ada"))
              .orElseThrow()
              .body()
              .path("id")
              .asString();
      assertThat(write(gateway, account)).isEqualTo(201);
      ProcessHandle store =
          first.children().stream()
              .filter(child -> child.info().commandLine().orElse("").contains("--name legacy "))
              .findFirst()
              .orElseThrow();
      store.destroyForcibly();
      first.awaitLine("legacy died, is started again");
      await().atMost(Duration.ofSeconds(20)).until(() -> write(gateway, account) == 201);
    }
    List<ProcessHandle> children = first.children();
    first.process.destroy(); // SIGTERM; Ctrl-C takes the same way
    first.exit();
    awaitNone(children);
    assertThat(folder.resolve("proxies")).doesNotExist();

    up(folder, port);
    try (GatewayClient gateway = new GatewayClient("http://127.0.0.1:" + port)) {
      assertThat(gateway.get("/accounts/" + account + "/notes").size()).isEqualTo(2);
    }
  }

  private static int write(GatewayClient gateway, String account) {
    return gateway
        .send("POST", "/accounts/" + account + "/notes", Map.of("content", "x"))
        .map(GatewayClient.Answer::status)
        .orElse(0);
  }

  @Test
  void aSupervisorThatIsKilledLeavesNoProcess() throws Exception {
    Run run = up(folder, freePort());
    List<ProcessHandle> children = run.children();
    run.process.destroyForcibly();
    awaitNone(children);
  }

  @Test
  void whatIsInUseIsSaidInOneSentenceAndNothingIsStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run refused = run("up", "--data", folder.toString(), "--port", "" + taken.getLocalPort());
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.lines).hasSize(1).first().asString().contains("in use", "--port");
    }
    Run first = up(folder, freePort());
    Run second = run("up", "--data", folder.toString(), "--port", "" + freePort());
    assertThat(second.exit()).isEqualTo(2);
    assertThat(second.lines).hasSize(1).first().asString().contains("in use by another run");
    assertThat(first.process.isAlive()).isTrue();
  }

  @Test
  void aWrongOptionIsOneSentence() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("demo", "--acounts", "3"),
            List.of("demo", "--accounts", "0"),
            List.of("demo", "--act", "wavs"),
            List.of("demo", "--accounts", "1", "--rpm", "60"),
            List.of("up", "--proxies", "many"),
            List.of("up", "--in-place"),
            List.of("up", "--tui"),
            List.of("up", "--data", "/proc/none"))) {
      Run refused = run(wrong.toArray(String[]::new));
      assertThat(refused.exit()).as(wrong.toString()).isEqualTo(2);
      assertThat(refused.lines).as(wrong.toString()).hasSize(1);
    }
  }

  @Test
  void theDemoEndsWellAndLeavesNothing() throws Exception {
    Run demo = run("demo", "--accounts", "3", "--notes", "3", "--warm-up", "3", "--keep");
    demo.awaitLine("warming up");
    List<ProcessHandle> children = demo.children();
    assertThat(demo.exit()).as(() -> String.join("\n", demo.lines)).isZero();
    assertThat(String.join("\n", demo.lines))
        .containsSubsequence(
            "waves: legacy -> new in waves internal, free, enterprise; 3 accounts",
            "rollback: new -> legacy, all accounts, by the copies that were kept current; 3 accounts",
            "held: the 90th percentile went from",
            "gate: legacy -> new, held by",
            "shards: new -> shard-1, shard-2, shard-3, finished; 3 accounts",
            "0 errors, 0 violations",
            "all is well",
            "data and logs: ");
    awaitNone(children);
  }

  @Test
  void aDemoThatLosesAStoreSaysSoAndFails() throws Exception {
    Run demo = run("demo", "--accounts", "3", "--notes", "3", "--warm-up", "20");
    demo.awaitLine("warming up");
    List<ProcessHandle> children = demo.children();
    children.stream()
        .filter(child -> child.info().commandLine().orElse("").contains("--name new "))
        .forEach(ProcessHandle::destroyForcibly);
    assertThat(demo.exit()).isEqualTo(1);
    assertThat(String.join("\n", demo.lines)).contains("new", "died");
    awaitNone(children);
  }
}
