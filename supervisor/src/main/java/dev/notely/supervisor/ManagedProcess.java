package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One child process. Its standard input is a pipe that nobody else holds: however this process
 * dies, the pipe ends and the child stops. Its log goes to a file.
 */
public final class ManagedProcess {
  private static final long STOP_MS = 8_000;
  private static final long TRAINED_STOP_MS = 300_000; // it writes its cache first
  private static final long START_S = 180; // on a machine that is busy with a build

  private final ProcessSpec spec;
  private final Path dist;
  private final Path logs;
  private final Consumer<String> onLine;
  private volatile Process process;
  private volatile CompletableFuture<String> ready = new CompletableFuture<>();

  private ManagedProcess(
      ProcessSpec spec, Path dist, Path logs, Consumer<String> onLine, Process process) {
    this.spec = spec;
    this.dist = dist;
    this.logs = logs;
    this.onLine = onLine;
    this.process = process;
    listen(process);
  }

  /**
   * Starts it, without waiting for it.
   *
   * @param onLine gets what it prints besides READY; runs on a thread of its own
   */
  public static ManagedProcess start(
      ProcessSpec spec, Path dist, Path logs, Consumer<String> onLine) {
    return new ManagedProcess(spec, dist, logs, onLine, launch(spec, dist, logs));
  }

  private static Process launch(ProcessSpec spec, Path dist, Path logs) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx" + spec.heapMb() + "m",
            "-XX:+UseCompactObjectHeaders",
            // Reserved, not taken: each 15 % of it that fill up are a full collection, of 50 ms.
            "-XX:ReservedCodeCacheSize=128m",
            "-XX:+ExitOnOutOfMemoryError",
            // Without Unsafe, Netty builds itself another way to free memory at each start.
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.grpc.netty.shaded.io.netty.noUnsafe=false",
            // It looks for buffers that Netty and gRPC forgot, with a stack trace for every 128th.
            "-Dio.grpc.netty.shaded.io.netty.leakDetection.level=disabled"));
    Path cache = dist.resolve(spec.jar() + ".aot");
    if (spec.trains()) {
      command.add("-XX:AOTCacheOutput=" + cache);
    } else if (Files.exists(cache)) {
      // One that does not fit is passed over, and what of it does not fit is nobody's business.
      command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off"));
    }
    command.addAll(List.of("-jar", dist.resolve(spec.jar() + ".jar").toString()));
    command.addAll(spec.arguments());
    command.add("--exit-with-parent");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectError(
                  ProcessBuilder.Redirect.appendTo(logs.resolve(spec.name() + ".log").toFile()));
      builder.environment().putAll(spec.environment());
      return builder.start();
    } catch (IOException e) {
      throw new StartupException("cannot start " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private void listen(Process started) {
    CompletableFuture<String> announced = ready;
    // A platform thread: reading a pipe would hold a virtual one's carrier, and there are few.
    Thread.ofPlatform()
        .daemon()
        .name("output-" + spec.name())
        .start(() -> {
          try (BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              if (line.startsWith("READY ")) {
                announced.complete(line.substring(6));
              } else {
                onLine.accept(line);
              }
            }
          } catch (IOException e) {
            // The pipe broke: the process is gone, which is said below.
          }
          announced.completeExceptionally(
              new StartupException(
                  spec.name()
                      + " ended before it was ready: "
                      + lastWords()
                      + " ("
                      + logFile()
                      + ")"));
        });
  }

  public String name() {
    return spec.name();
  }

  /** Where its log is. */
  public Path logFile() {
    return logs.resolve(spec.name() + ".log");
  }

  /** The last line of its log: where it could not start, that line says why. */
  String lastWords() {
    try (Stream<String> lines = Files.lines(logFile())) {
      return lastWords(lines);
    } catch (IOException | UncheckedIOException e) {
      return "its log cannot be read";
    }
  }

  /** Of a stack trace the innermost cause, and not the frames below it. */
  static String lastWords(Stream<String> lines) {
    return lines
        .filter(line -> !line.startsWith("\t"))
        .reduce("it said nothing; is there room on the disk?", (_, line) -> line);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /**
   * Waits until it says that it serves, and answers where.
   *
   * @throws StartupException if it ends first, or takes too long
   */
  public String awaitReady() {
    try {
      return ready.get(START_S, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof StartupException failed
          ? failed
          : new StartupException(spec.name() + " did not start", e);
    } catch (TimeoutException e) {
      throw new StartupException(
          spec.name() + " was not ready after " + START_S + " s; see " + logFile(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while " + spec.name() + " started", e);
    }
  }

  /** Where it serves; empty while it does not say so. */
  Optional<String> address() {
    CompletableFuture<String> announced = ready;
    return process.isAlive() && announced.isDone() && !announced.isCompletedExceptionally()
        ? Optional.of(announced.join())
        : Optional.empty();
  }

  /** A line to its standard input. */
  public void say(String line) {
    try {
      Writer input = process.outputWriter(StandardCharsets.UTF_8);
      synchronized (this) {
        input.write(line + "\n");
        input.flush();
      }
    } catch (IOException e) {
      // It is gone; whoever waits for its answer sees that.
    }
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
    waitFor(STOP_MS);
  }

  /** Starts it again with the same arguments; it must have ended. */
  public void restart() {
    ready = new CompletableFuture<>();
    process = launch(spec, dist, logs);
    listen(process);
  }

  /** Asks it to stop, waits a bounded time, then kills it. */
  public void stop() {
    stop(spec.trains() ? TRAINED_STOP_MS : STOP_MS);
  }

  /** The same with another bound. */
  public void stop(long millis) {
    process.destroy();
    if (!waitFor(millis)) {
      process.destroyForcibly();
      waitFor(STOP_MS);
    }
  }

  /** Runs once when the present process ends, on a thread of its own. */
  void onExit(Runnable action) {
    var _ = process.onExit().thenRunAsync(action);
  }

  /** Waits for its end; the exit code, or -1 if it lives on. */
  public int awaitExit(long millis) {
    return waitFor(millis) ? process.exitValue() : -1;
  }

  private boolean waitFor(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
