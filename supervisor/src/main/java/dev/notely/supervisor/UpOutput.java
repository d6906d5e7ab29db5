package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the supervisor says what happens: the terminal, or a file while a screen has that. */
final class UpOutput implements AutoCloseable {
  private final PrintStream out;
  private final boolean owned;

  private UpOutput(PrintStream out, boolean owned) {
    this.out = out;
    this.owned = owned;
  }

  static UpOutput terminal() {
    return new UpOutput(System.out, false);
  }

  /**
   * Adds to a file.
   *
   * @throws StartupException if it cannot be written
   */
  static UpOutput file(Path file) {
    try {
      return new UpOutput(
          new PrintStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              true,
              StandardCharsets.UTF_8),
          true);
    } catch (IOException e) {
      throw new StartupException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  void say(String line) {
    out.println(line);
  }

  @Override
  public void close() {
    if (owned) {
      out.close();
    }
  }
}
