package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The live screen as a child that has this process's terminal. */
final class LiveScreen {
  private static final String JAR = "tui-client.jar";

  private LiveScreen() {}

  /**
   * Checks, before anything is started, that there is a terminal to show it on.
   *
   * @throws StartupException if there is none
   */
  static void checkTerminal() {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
      throw new StartupException("--tui needs a terminal; without one leave it out");
    }
  }

  /** Shows the system of this data folder until the operator quits or the latch opens. */
  static void show(Path dist, Path data, CountDownLatch stop) {
    try {
      Process screen =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:+UseSerialGC",
                      "-Xmx128m",
                      "-jar",
                      dist.resolve(JAR).toString(),
                      "--data",
                      data.toString()))
              .inheritIO()
              .start();
      var _ = screen.onExit().thenRun(stop::countDown);
      stop.await();
      // Still there when it is the system that ends: it gives the terminal back as it was.
      screen.destroy();
      screen.waitFor();
    } catch (IOException e) {
      throw new StartupException("cannot start the screen: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
