package dev.notely.runtime.process;

import dev.notely.runtime.grpc.HostPort;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/**
 * How every process starts and stops: picocli parses, a wrong option or a {@link StartupException}
 * is one sentence on standard error and exit code 2; SIGTERM and the end of the parent close what
 * was opened, last opened first.
 */
public final class ProcessMain {
  private static final int USAGE = 2;

  private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** For one process; register what must be closed, then {@link #runUntilStopped}. */
  public ProcessMain() {}

  /**
   * Runs a picocli command (a {@code Callable<Integer>} or {@code Runnable}) and answers its exit
   * code.
   */
  public static int execute(Object command, String... args) {
    return new CommandLine(command)
        .setParameterExceptionHandler((e, ignored) -> {
          System.err.println(e.getMessage() + " (see --help)");
          return USAGE;
        })
        .setExecutionExceptionHandler((e, cmd, ignored) -> {
          if (e instanceof StartupException) {
            System.err.println(e.getMessage());
            return USAGE;
          }
          throw e;
        })
        .registerConverter(HostPort.class, new HostPort.Converter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  /** Will be closed at the end, before everything that was registered earlier. */
  public <T extends AutoCloseable> T closeAtEnd(T resource) {
    open.push(resource);
    return resource;
  }

  /**
   * Says on standard output that the process serves, and where: {@code READY host:port}. Whoever
   * started it may wait for this line.
   */
  public static void announceReady(String address) {
    System.out.println("READY " + address);
    System.out.flush();
  }

  /** Blocks until SIGTERM, SIGINT or {@link #stop}; then closes everything. */
  public void runUntilStopped() throws InterruptedException {
    Thread hook = new Thread(this::closeAll, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    stopped.await();
    System.exit(0);
  }

  /** Ends {@link #runUntilStopped}. */
  public void stop() {
    stopped.countDown();
  }

  private void closeAll() {
    for (AutoCloseable resource = open.poll(); resource != null; resource = open.poll()) {
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println("while stopping: " + e);
      }
    }
  }
}
