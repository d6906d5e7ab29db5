package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.system.Tour.Press;
import dev.notely.system.Tour.Screen;
import dev.notely.system.Tour.Shell;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/tour.md, replayed: the commands are run, the keys pressed, and what the page shows is
 * awaited, with any figures.
 */
class TourIT {
  private static final Path PAGE = Path.of("../docs/tour.md");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String START = "./notely up --gen --tui";
  private static final String KILL = "pkill -9 -f 'data-proxy.jar --name proxy-1 '";

  @TempDir Path folder;

  @BeforeAll
  static void terminal() {
    TmuxTerminal.assumeInstalled();
  }

  private String up() {
    return "cd %s; NO_COLOR=1 %s -XX:+UseSerialGC -Xmx128m -jar %s up --gen --tui --port 0 --data %s; echo ENDED $?; exec sh"
        .formatted(
            folder,
            Path.of(System.getProperty("java.home"), "bin", "java"),
            Path.of(System.getProperty("notely.dist"), "supervisor.jar"),
            folder.resolve("data"));
  }

  @Test
  void whatThePageShowsIsWhatOneSees() throws Exception {
    Tour tour = Tour.read(PAGE);
    assertThat(tour.steps()).first().isEqualTo(new Shell(START));
    assertThat(tour.steps()).hasSizeGreaterThan(10);
    try (TmuxTerminal terminal = new TmuxTerminal(folder, 120, 40, up())) {
      for (Tour.Step step : tour.steps()) {
        switch (step) {
          case Press press -> {
            for (String key : press.keys()) {
              terminal.press(key);
            }
          }
          case Screen screen ->
              await()
                  .atMost(PATIENCE)
                  .untilAsserted(() -> {
                    String text = terminal.text();
                    assertThat(screen.missing(text)).as("not in\n%s", text).isEmpty();
                  });
          case Shell shell -> {
            if (!shell.command().equals(START)) {
              assertThat(shell.command()).isEqualTo(KILL);
              kill();
            }
          }
        }
      }
      terminal.awaitText("ENDED 0");
    }
  }

  /** Of this system only: another one may run on this machine. */
  private void kill() {
    ProcessHandle proxy =
        ProcessHandle.allProcesses()
            .filter(process ->
                process.info().commandLine().orElse("").contains("data-proxy.jar --name proxy-1 "))
            .filter(this::isOurs)
            .findFirst()
            .orElseThrow();
    assertThat(proxy.destroyForcibly()).isTrue();
  }

  private boolean isOurs(ProcessHandle process) {
    return process
        .parent()
        .flatMap(supervisor -> supervisor.info().commandLine())
        .orElse("")
        .contains(folder.toString());
  }
}
