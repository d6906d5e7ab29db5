package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;

/**
 * A process that stands still: SIGSTOP, and SIGCONT at the end. What it is asked meanwhile waits in
 * its sockets, and it has all of that to do when it goes on.
 */
record Stopped(ManagedProcess process) implements AutoCloseable {
  Stopped {
    signal("STOP", process);
  }

  @Override
  public void close() {
    signal("CONT", process);
  }

  private static void signal(String name, ManagedProcess process) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      assertThat(code).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("cannot signal " + process.name(), e);
    }
  }
}
