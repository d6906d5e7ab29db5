package dev.notely.runtime.process;

/**
 * The process cannot start as asked. The message is one clear sentence for the operator; the exit
 * code is 2.
 */
public final class StartupException extends RuntimeException {
  public StartupException(String message) {
    super(message);
  }

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
