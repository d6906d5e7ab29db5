package dev.notely.system;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A terminal that nobody sits at: keys go in, the screen comes out as text. */
public final class TmuxTerminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path socket;

  /**
   * Runs a shell's command in a terminal of that size.
   *
   * @param folder for the server's socket
   */
  public TmuxTerminal(Path folder, int columns, int rows, String command) throws IOException {
    socket = folder.resolve("tmux");
    // A server of its own, without anybody's settings.
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "" + columns, "-y", "" + rows, command);
  }

  /** Skips the test where there is no tmux, and says so. */
  static void assumeInstalled() {
    assumeTrue(isInstalled(), "needs tmux, which is a terminal for tests; .ci/run installs it");
  }

  public static boolean isInstalled() {
    try {
      return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String tmux(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + " failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return said;
  }

  /** What stands there now. */
  String text() {
    try {
      return tmux("capture-pane", "-p");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The first line with this in it; empty if there is none. */
  String line(String part) {
    return text().lines().filter(line -> line.contains(part)).findFirst().orElse("");
  }

  /** One after another. */
  public void press(String... keys) throws IOException {
    List<String> command = new ArrayList<>(List.of("send-keys"));
    command.addAll(List.of(keys));
    tmux(command.toArray(String[]::new));
  }

  /** The process of the command, or of a shell where that did not make way for it. */
  public long pid() throws IOException {
    return Long.parseLong(tmux("display-message", "-p", "#{pane_pid}").strip());
  }

  /** What programs have asked of the terminal: other screen, mouse, cursor. */
  String modes() throws IOException {
    return tmux("display-message", "-p", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}")
        .strip();
  }

  public void awaitText(String part) {
    await("'" + part + "' in\n" + text()).atMost(PATIENCE).until(() -> text().contains(part));
  }

  /** Until the line with one text has another one too. */
  void awaitLine(String part, String other) {
    await("'" + other + "' beside '" + part + "'")
        .atMost(PATIENCE)
        .until(() -> line(part).contains(other));
  }

  @Override
  public void close() throws IOException {
    tmux("kill-server");
  }
}
