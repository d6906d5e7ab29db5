package dev.notely.proxy.server;

import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The releases of the live proxies. Gateways choose proxies without regard to their releases: so
 * each has the share of the traffic that it has of the proxies.
 */
final class MemberReleases implements Releases {
  private static final int WHOLE = 100;

  private final Supplier<List<ProxyMember>> members;

  MemberReleases(Supplier<List<ProxyMember>> members) {
    this.members = members;
  }

  @Override
  public Deployment now() {
    Map<String, Long> proxies =
        members.get().stream()
            .collect(
                Collectors.groupingBy(
                    ProxyMember::getRelease, TreeMap::new, Collectors.counting()));
    long all = proxies.values().stream().mapToLong(Long::longValue).sum();
    Deployment.Builder deployment = Deployment.newBuilder();
    long before = 0;
    for (Map.Entry<String, Long> release : proxies.entrySet()) {
      long upTo = before + release.getValue();
      // Of the sums, so that they are 100 together.
      long percent = WHOLE * upTo / all - WHOLE * before / all;
      deployment.addReleases(
          ReleaseShare.newBuilder()
              .setRelease(release.getKey())
              .setProxies(Math.toIntExact(release.getValue()))
              .setPercent(Math.toIntExact(percent)));
      before = upTo;
    }
    return deployment.build();
  }
}
