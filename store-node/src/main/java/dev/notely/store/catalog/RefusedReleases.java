package dev.notely.store.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Releases whose proxies were turned away lately for the protocol that they speak. Such a proxy
 * comes again several times a second; one that has not come for a while is not there any more.
 */
public final class RefusedReleases {
  private static final Duration LATELY = Duration.ofSeconds(5);
  private static final int MOST = 16;

  private final InstantSource clock;
  private final Map<String, Refused> refused = new LinkedHashMap<>(); // guarded by this

  private record Refused(int protocol, Instant at) {}

  public RefusedReleases(InstantSource clock) {
    this.clock = clock;
  }

  /** A proxy was turned away. */
  public synchronized void refused(String release, int protocol) {
    refused.remove(release);
    refused.put(release, new Refused(protocol, clock.instant()));
    if (refused.size() > MOST) {
      refused.remove(refused.keySet().iterator().next());
    }
  }

  /** The protocols by release. */
  public synchronized Map<String, Integer> lately() {
    Instant since = clock.instant().minus(LATELY);
    refused.values().removeIf(one -> one.at().isBefore(since));
    return refused.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().protocol()));
  }
}
