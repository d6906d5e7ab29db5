package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where the proxies are, for {@code ./notely tui}: a file in the data folder, one address a line,
 * kept true while the system is up and gone afterwards.
 */
final class ProxiesFile implements AutoCloseable {
  static final String NAME = "proxies";
  private static final long LOOK_MS = 1_000;

  private final Path file;
  private final Supplier<List<String>> addresses;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("proxies-file").factory());
  private final Consumer<String> trouble;

  // Of the timer's thread, once it runs:
  private List<String> written;
  private String told = ""; // the trouble that was told last

  private ProxiesFile(Path file, Supplier<List<String>> addresses, Consumer<String> trouble) {
    this.file = file;
    this.addresses = addresses;
    this.trouble = trouble;
    this.written = addresses.get();
  }

  /**
   * Writes it, and again whenever the addresses have changed.
   *
   * @param trouble is told once when it cannot be written again; it is tried until it can
   * @throws StartupException if it cannot be written
   */
  static ProxiesFile keep(Path folder, Supplier<List<String>> addresses, Consumer<String> trouble) {
    ProxiesFile kept = new ProxiesFile(folder.resolve(NAME), addresses, trouble);
    try {
      kept.write(kept.written);
    } catch (UncheckedIOException e) {
      throw new StartupException("cannot write " + kept.file + ": " + e.getMessage(), e);
    }
    var _ = kept.timer.scheduleWithFixedDelay(kept::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    return kept;
  }

  /** A timer's work that throws is not done again. */
  synchronized void look() {
    List<String> now = addresses.get();
    if (now.equals(written)) {
      return;
    }
    try {
      write(now);
      written = now;
      told = "";
    } catch (UncheckedIOException e) {
      String why = "cannot write " + file + ": " + e.getMessage();
      if (!why.equals(told)) {
        trouble.accept(why);
        told = why;
      }
    }
  }

  /** At once, so that no reader sees half of it. */
  private void write(List<String> now) {
    Path half = file.resolveSibling(NAME + ".new");
    try {
      Files.write(half, now);
      Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    Files.deleteIfExists(file);
  }
}
