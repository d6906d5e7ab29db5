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
  private List<String> written; // of the timer's thread, once it runs

  private ProxiesFile(Path file, Supplier<List<String>> addresses) {
    this.file = file;
    this.addresses = addresses;
    this.written = addresses.get();
  }

  /**
   * Writes it, and again whenever the addresses have changed.
   *
   * @throws StartupException if it cannot be written
   */
  static ProxiesFile keep(Path folder, Supplier<List<String>> addresses) {
    ProxiesFile kept = new ProxiesFile(folder.resolve(NAME), addresses);
    try {
      kept.write(kept.written);
    } catch (UncheckedIOException e) {
      throw new StartupException("cannot write " + kept.file + ": " + e.getMessage(), e);
    }
    var _ = kept.timer.scheduleWithFixedDelay(kept::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    return kept;
  }

  private void look() {
    List<String> now = addresses.get();
    if (!now.equals(written)) {
      write(now);
      written = now;
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
