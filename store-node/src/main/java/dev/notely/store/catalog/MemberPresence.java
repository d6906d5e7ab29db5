package dev.notely.store.catalog;

import dev.notely.store.releases.Presence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Members as releases see them. */
public final class MemberPresence {
  private MemberPresence() {}

  /** As it is now. */
  public static Presence of(MemberDirectory directory, RefusedReleases refused) {
    List<Supervisor> supervisors = directory.supervisors();
    return new Presence(
        directory.proxies().stream()
            .collect(
                Collectors.groupingBy(
                    MemberDirectory.Proxy::release,
                    TreeMap::new,
                    Collectors.mapping(MemberDirectory.Proxy::name, Collectors.toList()))),
        supervisors.stream()
            .flatMap(supervisor -> supervisor.proxies().stream())
            .filter(proxy -> proxy.trouble().isEmpty())
            .collect(
                Collectors.groupingBy(
                    Supervisor.SupervisedProxy::release,
                    TreeMap::new,
                    Collectors.summingInt(_ -> 1))),
        !supervisors.isEmpty(),
        supervisors.stream()
            .map(Supervisor::nextRelease)
            .filter(next -> !next.isEmpty())
            .findFirst(),
        supervisors.stream()
            .flatMap(supervisor -> supervisor.releases().stream())
            .collect(Collectors.toUnmodifiableSet()),
        troubles(supervisors),
        refused.lately());
  }

  private static Map<String, String> troubles(List<Supervisor> supervisors) {
    Map<String, String> troubles = new TreeMap<>();
    for (Supervisor supervisor : supervisors) {
      for (Supervisor.SupervisedProxy proxy : supervisor.proxies()) {
        if (!proxy.trouble().isEmpty()) {
          troubles.putIfAbsent(proxy.release(), proxy.name() + ": " + proxy.trouble());
        }
      }
    }
    return troubles;
  }
}
