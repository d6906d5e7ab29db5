package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives each process an address for its metrics, and says them all in a file that Prometheus reads
 * (file_sd_configs): deploy/prometheus/local.yml names it.
 */
final class MetricsTargets {
  static final String FILE = "metrics-targets.json";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LOOPBACK = "127.0.0.1:";
  private static final String INSTANCE = "instance";

  /** What serves them at a port of its own. */
  private static final List<String> JARS = List.of("store-node", "data-proxy");

  private final Path folder;
  private final Deque<Integer> reserved = new ArrayDeque<>(); // under this object's lock
  private final List<Target> targets = new ArrayList<>(); // under this object's lock

  private record Target(List<String> targets, Map<String, String> labels) {}

  /** For the processes of this data folder. */
  MetricsTargets(Path folder) {
    this.folder = folder;
  }

  /** Ports for the next processes, found together with their others: all are different. */
  synchronized void reserve(List<Integer> ports) {
    reserved.addAll(ports);
  }

  private synchronized int port() {
    Integer one = reserved.poll();
    return one == null ? Ports.free(1).getFirst() : one;
  }

  /** The process as it is to be started: with an address for its metrics, if it takes one. */
  ProcessSpec serving(ProcessSpec spec) {
    if (!JARS.contains(spec.jar())) {
      return spec;
    }
    String address = LOOPBACK + port();
    serves(spec.name(), spec.name().equals("catalog") ? "catalog" : spec.jar(), address);
    List<String> arguments = new ArrayList<>(spec.arguments());
    arguments.addAll(List.of("--metrics", address));
    return spec.with(arguments);
  }

  /** The gateway serves them where it serves everything. */
  void gateway(int port) {
    serves("gateway", "api-gateway", LOOPBACK + port);
  }

  private synchronized void serves(String name, String job, String address) {
    targets.add(new Target(List.of(address), Map.of(INSTANCE, name, "job", job)));
    write();
  }

  /** A process that is not needed any more: nobody is to be alarmed that it is down. */
  synchronized void retire(String name) {
    targets.removeIf(target -> name.equals(target.labels().get(INSTANCE)));
    write();
  }

  private void write() {
    Path file = folder.resolve(FILE);
    try {
      Path written = Files.write(folder.resolve(FILE + ".new"), JSON.writeValueAsBytes(targets));
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StartupException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
