package dev.notely.supervisor;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ReleaseShare;
import dev.notely.proto.catalog.v1.WantedProxies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which proxies a cluster begins with, and how a proxy is started. */
final class ProxyStarts {
  private static final String FIRST = "v1";
  private static final int HEAP_MB = 96;

  private final LocalCluster.Settings settings;
  private final Path dist;
  private volatile String first;

  ProxyStarts(LocalCluster.Settings settings, Path dist) {
    this.settings = settings;
    this.dist = dist;
    first = settings.releases().first().orElse(FIRST);
  }

  /** What the catalog of an earlier run knows; empty: it does not answer. */
  static Optional<Members> known(String catalog) {
    try (SupervisorLink link = new SupervisorLink(catalog)) {
      return link.look();
    }
  }

  /**
   * Proxies by release: those of a deployment that has not ended; else of every release that has
   * traffic.
   */
  Map<String, Integer> releases(Optional<Members> known) {
    Map<String, Integer> counts = new TreeMap<>();
    if (settings.releases().first().isEmpty()) {
      known.ifPresent(members -> {
        members.getSplitList().forEach(share -> counts.put(share.getRelease(), settings.proxies()));
        if (members.getWantedCount() > 0) {
          counts.clear();
        }
        for (WantedProxies wanted : members.getWantedList()) {
          counts.put(wanted.getRelease(), wanted.getProxies());
        }
        first = most(members).orElse(first);
      });
    }
    if (counts.values().stream().allMatch(count -> count == 0)) {
      counts.put(first, settings.proxies());
    }
    return counts;
  }

  private static Optional<String> most(Members members) {
    return members.getSplitList().stream()
        .max((a, b) -> Integer.compare(a.getPercent(), b.getPercent()))
        .map(ReleaseShare::getRelease);
  }

  /** The release that had the traffic at the start. */
  String first() {
    return first;
  }

  /** The folder of the jars of a release. */
  Path dist(String release) {
    return release.equals(first) ? dist : settings.releases().nextDist().orElse(dist);
  }

  ProcessSpec spec(String name, String release, int port, String catalog) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--name", name,
                "--release", release,
                "--listen", "127.0.0.1:" + port,
                "--catalog", catalog));
    arguments.addAll(settings.proxyOptions());
    arguments.addAll(settings.releases().options().getOrDefault(release, List.of()));
    return new ProcessSpec(name, "data-proxy", HEAP_MB, arguments);
  }
}
