package dev.notely.bench;

import dev.notely.system.TmuxTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the live screen takes to draw itself: its own process in a terminal, and keys. Each key is a
 * frame, however fast they come; frames that nobody's key made, three a second, are not counted,
 * but what they take is.
 */
final class FrameMeasurement {
  private static final int COLUMNS = 200;
  private static final int ROWS = 60;
  private static final int PAUSE_MS = 50; // between keys, as one who holds a key down
  private static final int WARM_UP_LAPS = 100;
  private static final int LISTED = 10_000; // accounts at most

  /** Every page, and a step or a page further on each. */
  private static final List<String> LAP = List.of("1", "j", "2", "j", "3", "f", "4", "b");

  /** The text is on no page. */
  private static final String HELP = "?";

  private static final String HELP_TEXT = "this help; quit";

  private FrameMeasurement() {}

  /**
   * Runs it for a window.
   *
   * @param folder for the terminal
   * @param accounts that there are
   */
  static Result.Frames run(BenchSystem system, Path dist, Path folder, BenchSize size, int accounts)
      throws IOException, InterruptedException {
    if (!TmuxTerminal.isInstalled()) {
      return Result.Frames.NONE;
    }
    try (TmuxTerminal terminal =
        new TmuxTerminal(folder, COLUMNS, ROWS, screen(dist, system.proxy()))) {
      terminal.awaitText("live from proxy-1");
      terminal.press("2");
      terminal.awaitText(String.format(Locale.ROOT, "Migrations (%,d)", size.shownMigrations()));
      terminal.press("3");
      terminal.awaitText(String.format(Locale.ROOT, "Accounts %,d of", Math.min(LISTED, accounts)));
      for (int lap = 0; lap < WARM_UP_LAPS; lap++) {
        terminal.press(LAP.toArray(String[]::new));
      }
      terminal.press(HELP);
      terminal.awaitText(HELP_TEXT);
      return measure(terminal, Duration.ofSeconds(size.windowS()));
    }
  }

  /** As {@code ./notely tui} starts it. */
  private static String screen(Path dist, String proxy) {
    return "exec %s -XX:+UseSerialGC -Xmx128m -jar %s --proxy %s --actor bench"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            dist.resolve("tui-client.jar"),
            proxy);
  }

  private static Result.Frames measure(TmuxTerminal terminal, Duration window)
      throws IOException, InterruptedException {
    long pid = terminal.pid();
    Duration before = CpuTimes.of("the screen", pid);
    long began = System.nanoTime();
    int frames = 0;
    while (System.nanoTime() - began < window.toNanos()) {
      terminal.press(LAP.get(frames % LAP.size()));
      frames++;
      long due = began + TimeUnit.MILLISECONDS.toNanos((long) PAUSE_MS * frames);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    }
    // Keys are drawn in their order: with this one, all of them are.
    terminal.press(HELP);
    frames++;
    terminal.awaitText(HELP_TEXT);
    return new Result.Frames(frames, CpuTimes.of("the screen", pid).minus(before).toNanos() / 1e6);
  }
}
