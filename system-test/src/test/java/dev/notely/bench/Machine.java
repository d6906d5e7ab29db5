package dev.notely.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where it was measured; nothing that names it.
 *
 * @param loadBefore load average of the minute before: what else runs there
 */
record Machine(int cores, long memoryMiB, String cpu, String os, String jdk, double loadBefore) {
  private static final long MIB = 1024 * 1024;

  static Machine here() throws IOException {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize() / MIB,
        cpuModel(Path.of("/proc/cpuinfo")),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        system.getSystemLoadAverage());
  }

  private static String cpuModel(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
