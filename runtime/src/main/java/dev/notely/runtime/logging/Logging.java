package dev.notely.runtime.logging;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Sends all log lines of the process (ours by SLF4J; gRPC's, Helidon's and OpenTelemetry's by
 * java.util.logging) to standard error.
 */
public final class Logging {
  /** Kept: java.util.logging forgets levels of loggers that nobody holds. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private Logging() {}

  /** Call first in main. */
  public static void configure(String process) {
    LogManager.getLogManager().reset();
    Handler handler = new ConsoleHandler();
    handler.setFormatter(new JsonFormatter(process));
    handler.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(Level.INFO);
    GRPC.setLevel(Level.WARNING);
  }
}
