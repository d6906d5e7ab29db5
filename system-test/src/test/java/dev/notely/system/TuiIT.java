package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live screen as a person has it: a real terminal, real processes, keys. */
class TuiIT {
  @TempDir Path folder;

  @BeforeAll
  static void terminal() {
    TmuxTerminal.assumeInstalled();
  }

  private String screen(RunningSystem system) {
    return "NO_COLOR=1 %s -XX:+UseSerialGC -Xmx128m -jar %s --proxy %s --actor tester; echo ENDED $?; exec sh"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            Path.of(System.getProperty("notely.dist"), "tui-client.jar"),
            String.join(",", system.cluster().proxies()));
  }

  @Test
  void anAccountArrivesIsMovedByAKeyAndAProxyMayDie() throws Exception {
    try (RunningSystem system = new RunningSystem(2, List.of());
        TmuxTerminal terminal = new TmuxTerminal(folder, 120, 40, screen(system))) {
      terminal.awaitText("live from proxy-");
      assertThat(terminal.modes()).as("other screen, mouse, no cursor").isEqualTo("1 1 0");

      terminal.press("3");
      terminal.awaitText("no account yet");
      String account = create(system, "Ada");
      terminal.awaitLine("Ada", "legacy");
      assertThat(terminal.line("Ada")).contains(account, "settled", "1");

      terminal.press("m");
      terminal.awaitText("Ada moves to the configured store");
      terminal.awaitLine(account, " new ");
      system.awaitArrival(account, "new");

      String proxy = terminal.line("live from ").replaceAll(".*live from (proxy-\\d+).*", "$1");
      system.cluster().process(proxy).kill();
      terminal.awaitText("live from " + (proxy.equals("proxy-1") ? "proxy-2" : "proxy-1"));
      terminal.awaitText("; now from 127.0.0.1:");

      terminal.press("q");
      terminal.awaitText("ENDED 0");
      assertThat(terminal.modes()).as("as it was").isEqualTo("0 0 1");
      terminal.press("echo typed-$((40+2))");
      terminal.press("Enter");
      terminal.awaitText("typed-42");
    }
  }

  private static String create(RunningSystem system, String name) {
    String account =
        system
            .gateway()
            .send("POST", "/accounts", Map.of("name", name))
            .filter(answer -> answer.status() == 201)
            .orElseThrow()
            .body()
            .path("id")
            .asString();
    assertThat(
            system
                .gateway()
                .send("POST", "/accounts/" + account + "/notes", Map.of("content", "hello"))
                .orElseThrow()
                .status())
        .isEqualTo(201);
    return account;
  }
}
