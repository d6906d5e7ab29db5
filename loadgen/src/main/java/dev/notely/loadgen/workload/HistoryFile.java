package dev.notely.loadgen.workload;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Every operation as a JSON line. Thread-safe. */
final class HistoryFile implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Optional<BufferedWriter> out; // guarded by this

  HistoryFile(Optional<Path> file) {
    try {
      out = file.isPresent() ? Optional.of(Files.newBufferedWriter(file.get())) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void write(Map<String, ?> operation) {
    if (out.isPresent()) {
      try {
        out.get().write(JSON.writeValueAsString(operation));
        out.get().newLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  boolean isOn() {
    return out.isPresent();
  }

  @Override
  public synchronized void close() throws IOException {
    if (out.isPresent()) {
      out.get().close();
    }
  }
}
