package dev.notely.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which releases of the data proxy a cluster can run.
 *
 * @param first the release that it starts with; empty: the one that has the traffic, or {@code v1}
 * @param nextDist folder of the built jars of every other release; empty: the same as the first's
 * @param options further options of the proxies of single releases
 */
public record ReleaseSettings(
    Optional<String> first, Optional<Path> nextDist, Map<String, List<String>> options) {
  public static final ReleaseSettings PLAIN =
      new ReleaseSettings(Optional.empty(), Optional.empty(), Map.of());

  public ReleaseSettings {
    options = Map.copyOf(options);
  }

  /** The same with options of one release only. */
  public static ReleaseSettings withOptions(String release, List<String> options) {
    return new ReleaseSettings(Optional.empty(), Optional.empty(), Map.of(release, options));
  }
}
